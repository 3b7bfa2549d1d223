package dev.backstay.scheduler.loop;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.SchedulerAlive;
import dev.backstay.scheduler.Series;
import dev.backstay.scheduler.history.MemoryRequestHistory;
import dev.backstay.scheduler.history.RequestHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Keeps what schedulers tell, and can fail: before it kept an event, or after. */
final class Broker implements EventSink, RequestHistory {
  private final MemoryRequestHistory history = new MemoryRequestHistory();
  private final List<BackupRequested> requests = new ArrayList<>();
  private final List<SchedulerAlive> beats = new ArrayList<>();
  private final BooleanSupplier fails;

  /**
   * @param fails asked before and after an event is kept
   */
  Broker(BooleanSupplier fails) {
    this.fails = fails;
  }

  @Override
  public synchronized void tell(BackstayEvent event) {
    fail();
    if (event instanceof BackupRequested request) {
      requests.add(request);
      history.add(request);
    } else if (event instanceof SchedulerAlive alive) {
      beats.add(alive);
    }
    fail();
  }

  @Override
  public synchronized Map<Series, Instant> newest(Instant from, Instant until) {
    fail();
    return history.newest(from, until);
  }

  synchronized List<BackupRequested> requests() {
    return List.copyOf(requests);
  }

  synchronized List<SchedulerAlive> beats() {
    return List.copyOf(beats);
  }

  private void fail() {
    if (fails.getAsBoolean()) {
      throw new BackstayException(ErrorCode.KAFKA_UNREACHABLE, "the broker did not answer");
    }
  }
}
