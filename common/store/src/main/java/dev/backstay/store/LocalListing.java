package dev.backstay.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * One walk over the files of a local store, streamed directory by directory. What carries no
 * object's name (dot names, {@code lost+found}) is passed over unseen; symbolic links are followed,
 * since operators spread a vault over disks with them.
 */
final class LocalListing {
  /** Deeper nesting is taken for a loop of symbolic links. A vault is three deep. */
  private static final int MAX_DEPTH = 32;

  private final Path root;
  private final String call;

  LocalListing(Path root, String call) {
    this.root = root;
    this.call = call;
  }

  /** Sees one file. */
  interface FileVisitor {
    void visit(Path file, BasicFileAttributes attributes) throws IOException;
  }

  /** Visits each file below the folder that a prefix names; a folder that is not there is empty. */
  void walk(String prefix, FileVisitor visitor) throws IOException {
    Interruption.check(call);
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString());
    }
    if (prefix.isEmpty()) {
      walk(root, 0, visitor);
    } else if (BlobName.isValid(prefix) && Files.isDirectory(root.resolve(prefix))) {
      walk(root.resolve(prefix), 0, visitor);
    }
  }

  /** Visits each file right in a directory of the store's own, if it is there. */
  void walkTemporary(Path directory, FileVisitor visitor) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Interruption.check(call);
        Optional<BasicFileAttributes> attributes = attributes(entry);
        if (attributes.isPresent() && attributes.get().isRegularFile()) {
          visitor.visit(entry, attributes.get());
        }
      }
    } catch (NoSuchFileException _) {
      // Nothing was ever put here.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void walk(Path directory, int depth, FileVisitor visitor) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new FileSystemException(
          directory.toString(), null, "nested too deep; is there a loop of symbolic links?");
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, entry -> BlobName.isValid(entry.getFileName().toString()))) {
      for (Path entry : entries) {
        Interruption.check(call);
        Optional<BasicFileAttributes> attributes = attributes(entry);
        if (attributes.isEmpty()) {
          continue;
        }
        if (attributes.get().isDirectory()) {
          walk(entry, depth + 1, visitor);
        } else if (attributes.get().isRegularFile()) {
          visitor.visit(entry, attributes.get());
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Empty when the entry was deleted meanwhile. */
  private static Optional<BasicFileAttributes> attributes(Path entry) throws IOException {
    try {
      return Optional.of(Files.readAttributes(entry, BasicFileAttributes.class));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
