package dev.backstay.engine;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
  private static final int OTHERS_WRITE = 0022;

  private static final int STICKY = 01000;

  /**
   * Looks at a directory that is there; fails with {@code TARGET_UNWRITABLE} where others could
   * change what is in it.
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
    if (!isOurs || ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0)) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the directory %s belongs to another user, or others may write to it: they could read and change what passes through; name one of this user's own (mode 0700); nothing was started"
              .formatted(path));
    }
    return new PrivatePlace(path, user);
  }

  /** Whether a file or directory, not what a link leads to, is this process's user's. */
  public boolean isOwn(Path file) throws IOException {
    return owner(file) == user;
  }

  private static int owner(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
