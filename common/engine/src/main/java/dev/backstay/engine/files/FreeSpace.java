package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many bytes this user may still write to a file system, at one instant. A restore that needs
 * more is better refused before it writes than stopped in its middle; count whole files, since
 * their blocks may be set aside before what is zeros is known.
 */
public record FreeSpace(Path target, long bytes) {
  /** Of the file system of a path, which need not be there yet. */
  public static FreeSpace at(Path target) {
    Path existing = target.toAbsolutePath().normalize();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return new FreeSpace(target, Files.getFileStore(existing).getUsableSpace());
    } catch (IOException failed) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the file system of " + target + " could not be asked for its space, nothing was written",
          failed);
    }
  }

  public boolean covers(long neededBytes) {
    return neededBytes <= bytes;
  }

  /** Refuses with {@code TARGET_FULL} what does not fit. */
  public void require(long neededBytes) {
    if (!covers(neededBytes)) {
      throw new BackstayException(
          ErrorCode.TARGET_FULL,
          "the restore needs %s and %s has %s left, nothing was written"
              .formatted(new ByteSize(neededBytes), target, new ByteSize(bytes)));
    }
  }
}
