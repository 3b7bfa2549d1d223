package dev.backstay.cli.platform.api;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Duration;

/** Waiting that an interrupt ends. */
public final class Pause {
  private Pause() {}

  public static void of(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "ended while waiting for the platform, which goes on", e);
    }
  }
}
