package dev.backstay.cli.console;

import dev.backstay.contract.BackstayException;

/**
 * A failure that another program told of, as the cause of the {@link BackstayException} that stands
 * for it here: its own code and remedy are shown, since a newer program may know more than this
 * one.
 */
public final class ForeignFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String remedy;

  public ForeignFailure(String code, String message, String remedy) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }

  String code() {
    return code;
  }

  String remedy() {
    return remedy;
  }

  /** Whether the failure is another program's, whose stack is not this one's. */
  public static boolean isBehind(BackstayException failure) {
    return failure.getCause() instanceof ForeignFailure;
  }
}
