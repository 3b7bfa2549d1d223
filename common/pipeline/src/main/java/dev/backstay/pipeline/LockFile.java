package dev.backstay.pipeline;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that has one holder at most, among all processes that see it. A holder that is killed
 * leaves the file and holds it no longer, which tells that what it stands for is nobody's; one that
 * ends removes it.
 */
public final class LockFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LockFile.class.getName());

  /**
   * The files that this process holds. The system gives a process's lock up when the process closes
   * any of its channels to the file, so a file that is held is never opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Holds a file, which is made unless it is there; empty when somebody else does.
   *
   * @param file in a directory that is there
   */
  public static Optional<LockFile> claim(Path file) throws IOException {
    Path real = file.toAbsolutePath().resolveSibling("").toRealPath().resolve(file.getFileName());
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    boolean held = false;
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              real,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      // One that was removed between the two is locked by whoever likes, and so by nobody.
      held = channel.tryLock() != null && Files.exists(real, LinkOption.NOFOLLOW_LINKS);
      return held ? Optional.of(new LockFile(real, channel)) : Optional.empty();
    } finally {
      if (!held) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(real);
      }
    }
  }

  /** Lets go of the file as one that is killed does: what it stands for is left behind. */
  void release() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }

  /** Removes the file, then lets go of it. What remains of it hinders nobody. */
  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the lock file {0} is left behind: {1}", file, e);
    } finally {
      HELD.remove(file);
    }
  }
}
