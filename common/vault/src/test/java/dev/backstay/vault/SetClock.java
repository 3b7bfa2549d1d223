package dev.backstay.vault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test sets; any thread may read it. */
public final class SetClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }
}
