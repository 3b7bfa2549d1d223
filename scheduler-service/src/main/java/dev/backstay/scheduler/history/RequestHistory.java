package dev.backstay.scheduler.history;

import dev.backstay.scheduler.Series;
import java.time.Instant;
import java.util.Map;

/**
 * The requests that schedulers made in the past, wherever they ran: the scheduler's only memory. It
 * has no database because it needs none. The topic of requests keeps what was asked for; ids follow
 * from source, kind and moment, so a request that the history does not know of, or not yet, is
 * asked for again, and the second request of a backup does nothing. What is never harmless is to
 * forget silently: a history that cannot be read is an error, not an empty one.
 *
 * <p>Implementations return every request that was durable before the call began and was made by a
 * schedule; manual ones say nothing about what was due. Of what was told while the call runs they
 * may return any part.
 */
@FunctionalInterface
public interface RequestHistory {
  /**
   * The newest moment in {@code (from, until]} that each series was asked for; without the series
   * that have none.
   *
   * @param until leaves out what a clock that ran ahead asked for
   * @throws dev.backstay.contract.BackstayException when it cannot be read; TRANSIENT when another
   *     call may succeed
   */
  Map<Series, Instant> newest(Instant from, Instant until);
}
