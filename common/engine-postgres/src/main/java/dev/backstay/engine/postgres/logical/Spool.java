package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.PrivatePlace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A private directory through which the files of a dump or of a restore pass in plain: readable by
 * its owner alone, removed when closed, and by the next spool beside it when the process that made
 * it was killed.
 */
public final class Spool implements AutoCloseable {
  /** Two of the largest tables' pieces may wait, and the vault reads faster than pg_dump writes. */
  public static final long DEFAULT_LIMIT_BYTES = 1L << 30;

  private static final String PREFIX = "backstay-dump-";
  private static final String LOCK = "lock";

  private static final FileAttribute<Set<PosixFilePermission>> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** This process's own: to open and close a file that it has locked would let go of the lock. */
  private static final Set<Path> LIVING = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final long limitBytes;
  private final FileChannel lock;

  private Spool(Path directory, long limitBytes, FileChannel lock) {
    this.directory = directory;
    this.limitBytes = limitBytes;
    this.lock = lock;
  }

  /**
   * A new spool below a directory, which is made for its owner alone unless it is there. One in
   * which others could put something else in the spool's place is refused.
   *
   * @param limitBytes of finished files that wait; beyond, pg_dump is paused
   */
  public static Spool below(Path parent, long limitBytes) {
    try {
      Files.createDirectories(parent, OWN);
      PrivatePlace place = PrivatePlace.of(parent);
      Path directory = Files.createTempDirectory(place.path(), PREFIX, OWN);
      LIVING.add(directory);
      sweep(place);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw new IOException("its lock is held by another process");
      }
      return new Spool(directory, limitBytes, channel);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "no spool can be made below %s; nothing was started: %s".formatted(parent, e),
          e);
    }
  }

  Path directory() {
    return directory;
  }

  long limitBytes() {
    return limitBytes;
  }

  /** A new directory in it. */
  public Path folder(String name) {
    try {
      return Files.createDirectory(directory.resolve(name));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Refuses with {@code SPOOL_FULL} what surely will not fit. */
  public void require(long bytes, String what) {
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free < bytes) {
        throw new BackstayException(
            ErrorCode.SPOOL_FULL,
            "%s needs up to %s in the spool below %s, which has %s left; nothing was started"
                .formatted(what, new ByteSize(bytes), directory.getParent(), new ByteSize(free)));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The regular files of a folder now, and how large each is; none of one that is not there. */
  static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (NoSuchFileException e) {
      return List.of(); // pg_dump has not made it yet
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE, "the spool " + folder + " cannot be read: " + e, e);
    }
  }

  BackstayException unusable(IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE,
        "the spool %s cannot be used; nothing was published: %s".formatted(directory, cause),
        cause);
  }

  /** Removes what processes of this user left that are no more. */
  private static void sweep(PrivatePlace place) throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.list(place.path())) {
      left = all.filter(each -> each.getFileName().toString().startsWith(PREFIX)).toList();
    }
    for (Path each : left) {
      if (isAbandoned(each, place)) {
        delete(each);
      }
    }
  }

  /** Another user's is none of ours even for root, who would follow where it leads. */
  private static boolean isAbandoned(Path spool, PrivatePlace place) throws IOException {
    Path file = spool.resolve(LOCK);
    try {
      if (LIVING.contains(spool)
          || !Files.isDirectory(spool, LinkOption.NOFOLLOW_LINKS)
          || !place.isOwn(spool)
          || !Files.isWritable(file)) {
        return false; // or only just being made
      }
    } catch (NoSuchFileException e) {
      return false; // removed meanwhile
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      return held != null;
    } catch (NoSuchFileException e) {
      return false; // removed meanwhile
    }
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    try (lock) {
      delete(directory);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the spool %s could not be removed and holds data in plain: %s".formatted(directory, e),
          e);
    } finally {
      LIVING.remove(directory);
    }
  }
}
