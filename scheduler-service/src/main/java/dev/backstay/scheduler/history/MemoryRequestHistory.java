package dev.backstay.scheduler.history;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.scheduler.Series;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A history in memory, for tests and simulations: it lasts as long as the object. */
public final class MemoryRequestHistory implements RequestHistory {
  private final ConcurrentLinkedQueue<BackupRequested> requests = new ConcurrentLinkedQueue<>();

  /** Remembers a request. */
  public void add(BackupRequested request) {
    requests.add(request);
  }

  @Override
  public Map<Series, Instant> newest(Instant from, Instant until) {
    NewestRequests newest = new NewestRequests(from, until);
    requests.forEach(newest::add);
    return newest.toMap();
  }
}
