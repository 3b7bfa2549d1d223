package dev.backstay.catalog.api;

import dev.backstay.catalog.interval.Interval;
import java.time.Instant;

/**
 * A range of instants, any of which a source can be recovered to from one destination.
 *
 * @param system identifier of the server's data
 * @param timeline on which the instants lie; each promotion of a standby begins a new one
 * @param from the earliest instant, as the server's clock had it
 * @param until the last: all that the server had committed by then is there
 * @param begin position of the earliest, as PostgreSQL writes it
 * @param end position behind the last
 * @param base the backup that recovery to the earliest begins with
 * @param continuous false for a backup that no stream goes on from: a single instant
 */
public record IntervalAnswer(
    String destination,
    String system,
    int timeline,
    Instant from,
    Instant until,
    String begin,
    String end,
    String base,
    boolean continuous) {
  public static IntervalAnswer of(Interval interval) {
    return new IntervalAnswer(
        interval.destination().value(),
        interval.system().value(),
        interval.timeline(),
        interval.from(),
        interval.until(),
        interval.begin().toString(),
        interval.end().toString(),
        interval.base().toString(),
        interval.isContinuous());
  }
}
