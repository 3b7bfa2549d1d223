package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import java.time.Instant;

/**
 * Points of one path between which a cluster can be recovered to every one.
 *
 * @param timeline the path leads to
 * @param from the end of a backup
 * @param bases how many backups the interval can start from
 */
public record RecoverableInterval(
    int timeline, Lsn from, Lsn to, Instant since, Instant until, int bases) {
  boolean contains(Instant instant) {
    return !instant.isBefore(since) && !instant.isAfter(until);
  }

  boolean contains(Lsn position) {
    return from.compareTo(position) <= 0 && position.compareTo(to) <= 0;
  }

  RecoverableInterval joined(RecoverableInterval next) {
    boolean further = next.to.compareTo(to) > 0;
    return new RecoverableInterval(
        timeline,
        from,
        further ? next.to : to,
        since,
        until.isAfter(next.until) ? until : next.until,
        bases + next.bases);
  }
}
