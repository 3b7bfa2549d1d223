package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.EntryPath;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a failure to write means for a restore: the end of it, or of one entry only. */
record TargetFailure(Path target) {
  /** Less than this is no space: a file system keeps some for itself and for root. */
  private static final long FULL_BELOW_BYTES = 64 << 10;

  /** The failure of one entry; what ends the whole restore is thrown instead. */
  BackstayException of(EntryPath path, IOException cause) {
    if (cause instanceof ClosedChannelException) {
      Thread.currentThread().interrupt(); // channels close under nobody but an interrupted thread
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "the restore was interrupted, what was restored is kept", cause);
    }
    throwIfFileSystemEnded(path, cause);
    String reason =
        switch (cause) {
          case AccessDeniedException denied -> "may not be written by this user";
          case FileAlreadyExistsException there -> "is there already, what is there was kept";
          case FileSystemException failed when failed.getReason() != null ->
              "could not be restored: " + failed.getReason();
          default -> "could not be restored: " + cause.getMessage();
        };
    return new BackstayException(ErrorCode.TARGET_UNWRITABLE, path + " " + reason, cause);
  }

  /**
   * The JDK gives such failures no type and their text follows the user's language, so the file
   * system is asked as well.
   */
  private void throwIfFileSystemEnded(EntryPath path, IOException cause) {
    if (cause instanceof AccessDeniedException || cause instanceof FileAlreadyExistsException) {
      return;
    }
    String text = String.valueOf(cause.getMessage());
    FileStore store = store(cause);
    if (text.contains("No space left") || text.contains("quota exceeded") || isFull(store)) {
      throw new BackstayException(
          ErrorCode.TARGET_FULL,
          "the file system of " + target + " is full at " + path + ", what was restored is kept",
          cause);
    }
    if (text.contains("Read-only file system") || (store != null && store.isReadOnly())) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the file system of " + target + " is read-only, nothing more was restored",
          cause);
    }
  }

  private @Nullable FileStore store(IOException cause) {
    try {
      return Files.getFileStore(target);
    } catch (IOException alsoFailed) {
      cause.addSuppressed(alsoFailed);
      return null;
    }
  }

  private static boolean isFull(@Nullable FileStore store) {
    try {
      return store != null && store.getUsableSpace() < FULL_BELOW_BYTES;
    } catch (IOException unknown) {
      return false; // the failure that asked is reported as it is
    }
  }
}
