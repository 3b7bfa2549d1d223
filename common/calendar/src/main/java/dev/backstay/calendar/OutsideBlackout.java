package dev.backstay.calendar;

import java.time.Instant;
import java.util.Optional;

/**
 * Moments that wait for the end of a blackout: those inside one happen at its end, together, once.
 *
 * @param moments as they would be without a blackout
 */
public record OutsideBlackout(Moments moments, Blackout blackout) implements Moments {
  /** Empty too when the next moment falls into a blackout that never ends. */
  @Override
  public Optional<Instant> next(Instant after) {
    Instant from = blackout.covers(after) ? blackout.begin(after).minusNanos(1) : after;
    return moments.next(from).flatMap(blackout::release);
  }
}
