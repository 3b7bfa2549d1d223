package dev.backstay.scheduler.history;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.scheduler.Series;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The fold of requests, in any order and with doubles, into what {@link RequestHistory} returns.
 * Confined to the thread that reads the requests.
 */
public final class NewestRequests {
  private final Instant from;
  private final Instant until;
  private final Map<Series, Instant> newest = new HashMap<>();

  public NewestRequests(Instant from, Instant until) {
    this.from = from;
    this.until = until;
  }

  public void add(BackupRequested request) {
    Instant moment = request.dueAt();
    if (request.trigger().isFromSchedule() && moment.isAfter(from) && !moment.isAfter(until)) {
      newest.merge(
          new Series(request.source(), request.kind()),
          moment,
          (known, other) -> known.isAfter(other) ? known : other);
    }
  }

  public Map<Series, Instant> toMap() {
    return Map.copyOf(newest);
  }
}
