package dev.backstay.postgres.server;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** A server's programs ({@code initdb, pg_ctl, postgres}) that come as an archive in a jar. */
public final class PostgresBinaries {
  /** The version that comes with this program; a later one unpacks beside it. */
  private static final String FOLDER = "postgresql-18.6.0";

  /** Behind a folder's name while it is unpacked; followed by the process that does so. */
  private static final String UNFINISHED = ".new-";

  private static final Map<String, String> ARCHITECTURES =
      Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "arm_64");

  private PostgresBinaries() {}

  /**
   * The programs that come with this program, unpacked once under a directory.
   *
   * @return the folder of {@code initdb}, {@code pg_ctl} and {@code postgres}
   */
  public static Path unpackedUnder(Path directory) {
    InputStream archive = PostgresBinaries.class.getResourceAsStream("/" + archiveName());
    if (archive == null) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "no PostgreSQL comes with Backstay for %s on %s: give the catalog a database of yours"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    return unpacked(archive, directory.resolve(FOLDER));
  }

  /** What the archive for this machine is called in its jar. */
  public static String archiveName() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch", "");
    return "postgres-" + system + "-" + ARCHITECTURES.getOrDefault(architecture, "none") + ".txz";
  }

  /**
   * Unpacks an archive to a folder, unless it is there, whole or not at all; several processes may
   * do so at once.
   *
   * @param archive closed by this method
   * @return the folder of the programs
   */
  public static synchronized Path unpacked(InputStream archive, Path home) {
    try (archive) {
      if (!Files.isDirectory(home)) {
        unpack(archive, home);
      }
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "PostgreSQL's programs could not be unpacked to " + home + ": " + e.getMessage(),
          e);
    }
    return home.resolve("bin");
  }

  private static void unpack(InputStream archive, Path home) throws IOException {
    Path folder = Files.createDirectories(home.toAbsolutePath().getParent());
    clean(folder, home.getFileName() + UNFINISHED);
    Path fresh = folder.resolve(home.getFileName() + UNFINISHED + ProcessHandle.current().pid());
    Trees.delete(fresh);
    Files.createDirectories(fresh);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, fresh);
      }
    }
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Trees.delete(fresh);
      if (!Files.isDirectory(home)) { // else somebody was quicker
        throw e;
      }
    }
  }

  /** Deletes what processes that have ended left unfinished. */
  private static void clean(Path folder, String prefix) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            folder, entry -> entry.getFileName().toString().startsWith(prefix))) {
      for (Path unfinished : found) {
        String process = unfinished.getFileName().toString().substring(prefix.length());
        if (!process.matches("\\d{1,10}") || ProcessHandle.of(Long.parseLong(process)).isEmpty()) {
          Trees.delete(unfinished);
        }
      }
    }
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
}
