package dev.backstay.vault.index;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sealed files kept on this machine as they were fetched, so that they are fetched once. Only a
 * help: whatever goes wrong with it is logged and the file is fetched instead; a cached file that
 * does not hash to its name is fetched again.
 */
public final class FileCache {
  private static final System.Logger LOG = System.getLogger(FileCache.class.getName());

  /** How the name of a file begins that is not written to its end. */
  private static final String UNFINISHED = ".fetch";

  private final Optional<Path> directory;

  /** A cache in a directory of its own, or none. */
  public FileCache(Optional<Path> directory) {
    this.directory = directory;
  }

  /** The file from the cache, or else fetched and left there. */
  byte[] read(BlobId id, Supplier<byte[]> fetch) {
    if (directory.isEmpty()) {
      return fetch.get();
    }
    Path file = directory.get().resolve(id.hex());
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (VaultObjects.hash(bytes).equals(id)) {
        return bytes;
      }
    } catch (NoSuchFileException e) {
      LOG.log(Level.TRACE, "not cached: {0}", id);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the cache at {0} cannot be read: {1}", directory.get(), e);
    }
    byte[] bytes = fetch.get();
    write(file, bytes);
    return bytes;
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path temporary = Files.createTempFile(directory, UNFINISHED, null);
      try {
        Files.write(temporary, bytes);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the cache cannot keep {0}: {1}", file, e);
    }
  }

  /**
   * Drops every file but these, and what an interrupted process left. A file that another process
   * is just writing may go, too: it then fetches it again next time.
   */
  void retain(Set<BlobId> ids) {
    if (directory.isEmpty() || !Files.isDirectory(directory.get())) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.get())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean dropped = BlobId.isId(name) && !ids.contains(BlobId.parse(name));
        if (dropped || name.startsWith(UNFINISHED)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(Level.WARNING, "the cache at {0} cannot be tidied: {1}", directory.get(), e);
    }
  }
}
