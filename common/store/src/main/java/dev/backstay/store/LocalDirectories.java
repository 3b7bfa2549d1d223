package dev.backstay.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directories of a local store: makes them for their owner only and forces their entries to
 * disk. Used by any number of threads.
 */
final class LocalDirectories {
  static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  static final FileAttribute<Set<PosixFilePermission>> OBJECT_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--------"));

  /** Above this, remembering costs more than the forces it saves; a vault has 264 directories. */
  private static final int MAX_REMEMBERED = 4096;

  private final Path root;

  /** Directories whose own entry is known to be on disk. */
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  LocalDirectories(Path root) {
    this.root = root;
  }

  /** Makes a root and its missing parents; a root that is there is left as it is. */
  static void createRoot(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      return;
    }
    Path parent = root.getParent();
    if (parent != null) {
      createRoot(parent);
    }
    makeUnlessPresent(root);
    if (parent != null) {
      forceEntries(parent);
    }
  }

  /**
   * Makes a directory below the root with its missing parents. On return its entry survives a
   * crash, whoever made it. A root that is gone is not made again: it may be a disk that is not
   * mounted.
   */
  void ensure(Path directory) throws IOException {
    if (directory.equals(root)) {
      if (!Files.isDirectory(root)) {
        throw new NoSuchFileException(root.toString());
      }
      return;
    }
    boolean present = Files.isDirectory(directory);
    if (present && durable.contains(directory)) {
      return;
    }
    Path parent = parentOf(directory);
    ensure(parent);
    if (!present) {
      makeUnlessPresent(directory);
    }
    forceEntries(parent);
    if (durable.size() >= MAX_REMEMBERED) {
      durable.clear();
    }
    durable.add(directory);
  }

  /** The directory that names a path which is not the root of the file system. */
  static Path parentOf(Path path) {
    return Objects.requireNonNull(path.getParent(), "the root of the file system has no parent");
  }

  /** Forces what a directory says of its entries, even in an interrupted thread. */
  void force(Path directory) throws IOException {
    forceEntries(directory);
  }

  private static void makeUnlessPresent(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, DIRECTORY_MODE);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  /**
   * An entry that is already visible must not be left half acknowledged, so an interrupt waits here
   * until the force is done and is then set again.
   */
  private static void forceEntries(Path directory) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (!tryForce(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean tryForce(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException _) {
      return false;
    }
  }
}
