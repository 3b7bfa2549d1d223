package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked once under a directory. */
final class PostgresBinaries {
  /** The version that comes with this jar; a later one unpacks beside it. */
  private static final String FOLDER = "postgresql-18.6.0";

  private static final Map<String, String> ARCHITECTURES =
      Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm_64");

  private PostgresBinaries() {}

  /** The folder of {@code initdb}, {@code pg_ctl} and {@code postgres}. */
  static Path unpackedUnder(Path directory) {
    Path home = directory.resolve(FOLDER);
    if (!Files.isDirectory(home)) {
      try {
        unpack(home);
      } catch (IOException e) {
        throw new BackstayException(
            ErrorCode.START_FAILED,
            "PostgreSQL's programs could not be unpacked to " + home + ": " + e.getMessage(),
            e);
      }
    }
    return home.resolve("bin");
  }

  /** Whole or not at all: under another name first. */
  private static void unpack(Path home) throws IOException {
    Path fresh = home.resolveSibling(FOLDER + ".new");
    Trees.delete(fresh);
    Files.createDirectories(fresh);
    try (InputStream archive = archive();
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, fresh);
      }
    }
    Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path home)
      throws IOException {
    Path target = home.resolve(entry.getName()).normalize();
    if (!target.startsWith(home)) {
      throw new IOException("the archive names a file outside itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static InputStream archive() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch", "");
    String name =
        "/postgres-" + system + "-" + ARCHITECTURES.getOrDefault(architecture, "none") + ".txz";
    InputStream archive = PostgresBinaries.class.getResourceAsStream(name);
    if (archive == null) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "no PostgreSQL comes with Backstay for %s on %s: give the catalog a database of yours"
              .formatted(system, architecture));
    }
    return new BufferedInputStream(archive);
  }
}
