package dev.backstay.engine;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A directory below which this process keeps files in plain for a while, and in which nobody else
 * but root can put something in their place.
 *
 * @param path without links: who owns a link may turn it elsewhere
 * @param user this process's
 */
public record PrivatePlace(Path path, int user) {
  private static final int ROOT = 0;

  /** Of a file's mode: group and others may write, and only owners remove what is in it. */
  private static final int GROUP_WRITES = 0020;

  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int MODE = 07777;

  private static final System.Logger LOG = System.getLogger(PrivatePlace.class.getName());

  /**
   * Looks at a directory that is there; fails with {@code TARGET_UNWRITABLE} where others could
   * change what is in it. One of this user's own that its group may write to, as a umask of 0002
   * makes them, is closed to the group, unless somebody else has put something there.
   */
  public static PrivatePlace of(Path directory) throws IOException {
    Path path = directory.toRealPath();
    Path own = Files.createTempFile(path, "backstay", ".owner");
    int user;
    try {
      user = owner(own);
    } finally {
      Files.delete(own);
    }
    int owner = owner(path);
    int mode = (Integer) Files.getAttribute(path, "unix:mode");
    boolean isOurs = owner == user || owner == ROOT;
    boolean isOpen = (mode & (GROUP_WRITES | OTHERS_WRITE)) != 0 && (mode & STICKY) == 0;
    boolean isOfGroup = isOpen && owner == user && (mode & OTHERS_WRITE) == 0;
    if (isOfGroup && holdsOnly(path, user)) {
      Files.setAttribute(path, "unix:mode", mode & MODE & ~GROUP_WRITES);
      LOG.log(Level.WARNING, "the group may no longer write to {0}: data passes through it", path);
    } else if (!isOurs || isOpen) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the directory %s belongs to another user, or others may write to it: they could read and change what passes through; name one of this user's own, or run chmod go-w on it when it is; nothing was started"
              .formatted(path));
    }
    return new PrivatePlace(path, user);
  }

  private static boolean holdsOnly(Path directory, int user) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path each : all) {
        if (isAnothers(each, user)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isAnothers(Path file, int user) throws IOException {
    try {
      return owner(file) != user;
    } catch (NoSuchFileException e) {
      return false; // removed meanwhile
    }
  }

  /** Whether a file or directory, not what a link leads to, is this process's user's. */
  public boolean isOwn(Path file) throws IOException {
    return owner(file) == user;
  }

  private static int owner(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
