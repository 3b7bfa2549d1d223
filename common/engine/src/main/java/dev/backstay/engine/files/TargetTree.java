package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileName;
import dev.backstay.engine.EntryPath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The directories of a restore, and the rule that nothing is ever written outside of them.
 *
 * <p>An entry is written only into a directory that this tree has made, or found to be a directory
 * and no symbolic link. A directory so known is never removed or replaced, so no entry of a hostile
 * snapshot can turn a known path into a road elsewhere. While an entry is being written its path is
 * reserved, so a second entry of the same name cannot take its place under its writer's hands.
 * Another process that can write into the target meanwhile is not guarded against; new directories
 * are private until the restore is finished.
 */
final class TargetTree {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final boolean overwrite;
  private final Map<EntryPath, Path> directories = new ConcurrentHashMap<>();
  private final Set<EntryPath> reserved = ConcurrentHashMap.newKeySet();

  /** One directory at a time, so that threads which need the same one wait for it. */
  private final ReentrantLock making = new ReentrantLock();

  TargetTree(Path target, boolean overwrite) {
    this.overwrite = overwrite;
    directories.put(EntryPath.ROOT, target);
  }

  /** Where the entry goes; its parent directories are there after this. */
  Path locate(EntryPath path) throws IOException {
    FileName name = path.name().orElseThrow(() -> foreign(path, "is the root of the snapshot"));
    if (!name.isPlain()) {
      throw foreign(path, "has a name that leads elsewhere");
    }
    EntryPath parent = path.parent().orElse(EntryPath.ROOT);
    Path directory = directories.get(parent);
    if (directory == null) {
      directory = make(parent);
    }
    return RawPath.child(directory, name);
  }

  /** Makes a directory, or knows the one that is there. */
  Path make(EntryPath path, FileAttribute<?>... attributes) throws IOException {
    making.lock();
    try {
      Path known = directories.get(path);
      if (known != null) {
        return known;
      }
      Path directory = locate(path);
      reserve(path);
      try {
        makeReserved(directory, attributes);
        directories.put(path, directory);
      } finally {
        release(path);
      }
      return directory;
    } finally {
      making.unlock();
    }
  }

  private void makeReserved(Path directory, FileAttribute<?>... attributes) throws IOException {
    try {
      Files.createDirectory(directory, attributes);
    } catch (FileAlreadyExistsException there) {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      if (!overwrite) {
        throw there;
      }
      Files.delete(directory);
      Files.createDirectory(directory, attributes);
    }
  }

  /** As {@link #make}, closed to others until its own permissions are set. */
  Path makePrivate(EntryPath path) throws IOException {
    return make(path, PRIVATE);
  }

  /** The path of a directory this tree knows. */
  Path known(EntryPath path) {
    Path known = directories.get(path);
    if (known == null) {
      throw new IllegalStateException("never made: " + path);
    }
    return known;
  }

  /** Keeps every other entry away from this path until it is released. */
  void reserve(EntryPath path) {
    boolean free = reserved.add(path);
    if (free && directories.containsKey(path)) {
      release(path);
      free = false;
    }
    if (!free) {
      throw foreign(path, "is in the snapshot twice");
    }
  }

  void release(EntryPath path) {
    reserved.remove(path);
  }

  /** Removes what is at a reserved place, where the user wants that; directories never are. */
  void clear(Path place) throws IOException {
    if (!overwrite) {
      return; // making the entry fails if something is there
    }
    BasicFileAttributes there;
    try {
      there = Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException free) {
      return;
    }
    if (there.isDirectory()) {
      throw new FileSystemException(place.toString(), null, "a directory is in the way");
    }
    Files.delete(place);
  }

  static BackstayException foreign(EntryPath path, String what) {
    return new BackstayException(
        ErrorCode.FOREIGN_OBJECT, path + " " + what + " and was not restored");
  }
}
