package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who this process is, to the file system. */
public final class ThisUser {
  /** Whoever makes a file keeps it: to the system, -1 is no change of owner. */
  static final FileOwner WHOEVER = new FileOwner(-1, -1, "", "");

  private static final Path SELF = Path.of("/proc/self");

  private ThisUser() {}

  /** The owner of whatever this process makes. */
  public static FileOwner owner() {
    return ownerOf(SELF);
  }

  /** The owner to give to what this process must own itself: only root could be another. */
  static Optional<FileOwner> ifRoot() {
    return isRoot() ? Optional.of(owner()) : Optional.empty();
  }

  /** Whether this process may give files away. */
  public static boolean isRoot() {
    return owner().uid() == 0;
  }

  /** The owner of a file, by number. */
  public static FileOwner ownerOf(Path file) {
    try {
      return new FileOwner(
          (Integer) Files.getAttribute(file, "unix:uid"),
          (Integer) Files.getAttribute(file, "unix:gid"),
          "",
          "");
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE, "the owner of " + file + " cannot be found out: " + e, e);
    }
  }
}
