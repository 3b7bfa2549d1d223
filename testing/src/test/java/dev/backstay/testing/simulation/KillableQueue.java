package dev.backstay.testing.simulation;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.servicekit.work.Backoff;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.MemoryWork;
import dev.backstay.servicekit.work.MemoryWorkQueue;
import dev.backstay.servicekit.work.Work;
import dev.backstay.servicekit.work.WorkQueue;
import dev.backstay.servicekit.work.WorkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The queue as one process sees it: when the process dies, so do all its workers. */
final class KillableQueue implements WorkQueue {
  private static final Backoff QUICK = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));

  private final MemoryWorkQueue queue;
  private final List<MemoryWork> works = new ArrayList<>();

  KillableQueue(MemoryWorkQueue queue) {
    this.queue = queue;
  }

  @Override
  public synchronized <T extends BackstayEvent> Work work(
      WorkSettings<T> settings, JobHandler<T> handler) {
    MemoryWork work = queue.work(settings.withBackoff(QUICK), handler);
    works.add(work);
    return work;
  }

  synchronized void die() {
    works.forEach(MemoryWork::die);
  }

  synchronized int inHand() {
    return works.stream().mapToInt(Work::inHand).sum();
  }
}
