package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.EntryPath;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What a failure to read means for a capture. */
final class SourceFailure {
  private SourceFailure() {}

  static BackstayException of(EntryPath path, IOException cause) {
    if (cause instanceof ClosedByInterruptException) {
      return interrupted(cause);
    }
    String reason =
        switch (cause) {
          case NoSuchFileException gone -> "vanished before it was read";
          case AccessDeniedException denied -> "may not be read by this user";
          case FileSystemException failed when failed.getReason() != null ->
              "could not be read: " + failed.getReason();
          default -> "could not be read: " + cause.getMessage();
        };
    return new BackstayException(ErrorCode.SOURCE_UNREADABLE, path + " " + reason, cause);
  }

  /** Restores the thread's flag, so that the caller's waits end too. */
  static BackstayException interrupted(@Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return new BackstayException(
        ErrorCode.INTERRUPTED, "the capture was interrupted, what was stored is kept", cause);
  }
}
