package dev.backstay.contract;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that crosses a room's border. Its code decides exit status, retry and remedy;
 * its message says what happened and what was kept, names no secret, and is one sentence without a
 * full stop.
 */
public final class BackstayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public BackstayException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public BackstayException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What kind of failure this is. */
  public ErrorCode code() {
    return code;
  }

  /** Whether the same call may succeed later. */
  public boolean isTransient() {
    return code.kind() == ErrorKind.TRANSIENT;
  }
}
