package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Translates what the disk reports into the error family, for the store in one root. */
final class LocalFailures {
  /** What a put needs beside its bytes: a name and perhaps directories, a few blocks each. */
  static final long METADATA_BYTES = 64 << 10;

  private final Path root;

  LocalFailures(Path root) {
    this.root = root;
  }

  /** Whether a failure means only that there is no such file, in a root that is there. */
  boolean isMissing(Path file, IOException failure) {
    if (failure instanceof AccessDeniedException || failure instanceof ClosedByInterruptException) {
      return false;
    }
    requireRoot();
    return !Files.isRegularFile(file);
  }

  /** Fails unless the root is there, so that a disk that is not mounted never looks empty. */
  void requireRoot() {
    if (!Files.isDirectory(root)) {
      throw notFound(null);
    }
  }

  /**
   * The failure of a call. Several conditions have no exception of their own and their texts depend
   * on the language, so the file system is asked as well.
   */
  BackstayException translate(String call, long neededBytes, IOException failure) {
    if (failure instanceof ClosedByInterruptException) {
      return Interruption.failure(call, failure);
    }
    if (failure instanceof AccessDeniedException denied) {
      return new BackstayException(
          ErrorCode.STORE_DENIED,
          call + " failed: this user may not access " + denied.getFile(),
          failure);
    }
    if (isReadOnly(failure)) {
      return new BackstayException(
          ErrorCode.STORE_READ_ONLY, call + " failed: " + root + " is read-only", failure);
    }
    if (isFull(neededBytes, failure)) {
      return new BackstayException(
          ErrorCode.STORE_FULL,
          call + " failed: the disk of " + root + " is full; what was stored before is kept",
          failure);
    }
    if (!Files.exists(root)) {
      return notFound(failure);
    }
    return new BackstayException(
        ErrorCode.STORE_FAILED, call + " failed in " + root + ": " + failure.getMessage(), failure);
  }

  private BackstayException notFound(@Nullable IOException cause) {
    return new BackstayException(
        ErrorCode.STORE_NOT_FOUND, "the directory " + root + " is gone", cause);
  }

  private boolean isReadOnly(IOException failure) {
    return mentions(failure, "read-only file system") || asks(FileStore::isReadOnly);
  }

  private boolean isFull(long neededBytes, IOException failure) {
    return mentions(failure, "no space left")
        || mentions(failure, "quota exceeded")
        || asks(disk -> disk.getUsableSpace() < neededBytes);
  }

  private static boolean mentions(IOException failure, String text) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains(text);
  }

  /** An answer that cannot be had is a no: the failure at hand is then reported as it is. */
  private boolean asks(DiskQuestion question) {
    try {
      return question.test(Files.getFileStore(root));
    } catch (IOException _) {
      return false;
    }
  }

  @FunctionalInterface
  private interface DiskQuestion {
    boolean test(FileStore disk) throws IOException;
  }
}
