package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.PrivatePlace;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A new, private directory that is gone, with all that is in it, once it is closed; when its
 * process was killed, with the next one that is made beside it. A lock file beside it, of the same
 * name, says that somebody uses it.
 */
public final class ScratchDirectory implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScratchDirectory.class.getName());
  private static final String PREFIX = "backstay-proof";
  private static final String LOCK = ".lock";

  /** Servers that run as another user than root pass through; nobody else puts anything there. */
  private static final Set<PosixFilePermission> PLACE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /** Another process may take a lock file that was just made for one left behind; hardly twice. */
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final LockFile lock;

  private ScratchDirectory(Path path, LockFile lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * A directory below {@code scratch}, which is made unless it is there, and refused with {@code
   * TARGET_UNWRITABLE} where others could put something else in the directory's place.
   */
  public static ScratchDirectory below(Path scratch) {
    try {
      makePlace(scratch.toAbsolutePath());
      PrivatePlace place = PrivatePlace.of(scratch);
      sweep(place);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Path file = Files.createTempFile(place.path(), PREFIX, LOCK);
        Optional<LockFile> lock = LockFile.claim(file);
        if (lock.isPresent()) {
          return new ScratchDirectory(make(directoryOf(file), lock.get()), lock.get());
        }
      }
      throw new IOException("others take every lock file");
    } catch (IOException e) {
      throw unwritable("no directory can be made below " + scratch + "; nothing was restored", e);
    }
  }

  /** Makes it, with what leads there, alike whatever the umask is. */
  private static void makePlace(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      makePlace(parent);
    }
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PLACE));
      Files.setPosixFilePermissions(directory, PLACE);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) { // else another process was quicker
        throw e;
      }
    }
  }

  private static Path make(Path directory, LockFile lock) throws IOException {
    try {
      return Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static Path directoryOf(Path lock) {
    String name = lock.getFileName().toString();
    return lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
  }

  /** Removes what processes of this user left that are no more. */
  private static void sweep(PrivatePlace place) throws IOException {
    List<Path> locks;
    try (Stream<Path> all = Files.list(place.path())) {
      locks =
          all.filter(each -> each.getFileName().toString().startsWith(PREFIX))
              .filter(each -> each.getFileName().toString().endsWith(LOCK))
              .toList();
    }
    for (Path each : locks) {
      try {
        // Another user's is none of ours even for root, who would follow where it leads.
        Optional<LockFile> lock = place.isOwn(each) ? LockFile.claim(each) : Optional.empty();
        if (lock.isPresent()) {
          remove(directoryOf(each), lock.get());
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "what a killed process left at {0} stays: {1}", each, e);
      }
    }
  }

  /** The lock goes last, and stays when not all goes. */
  private static void remove(Path directory, LockFile lock) throws IOException {
    try {
      Removal.of(directory);
    } catch (IOException e) {
      lock.release();
      throw e;
    }
    lock.close();
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      remove(path, lock);
    } catch (IOException e) {
      throw unwritable("what was restored to %s cannot be removed".formatted(path), e);
    }
  }

  private static BackstayException unwritable(String what, IOException cause) {
    return new BackstayException(ErrorCode.TARGET_UNWRITABLE, what + ": " + cause, cause);
  }
}
