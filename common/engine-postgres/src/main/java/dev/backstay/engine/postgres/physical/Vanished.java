package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;

/** The error of a file that the server removed while it was captured. */
final class Vanished {
  private Vanished() {}

  static BackstayException file(String path) {
    return new BackstayException(
        ErrorCode.SOURCE_VANISHED, path + " was removed while the cluster was captured");
  }
}
