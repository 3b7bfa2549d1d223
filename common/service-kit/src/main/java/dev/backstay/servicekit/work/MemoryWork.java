package dev.backstay.servicekit.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.Failure;
import dev.backstay.servicekit.kafka.KafkaFailures;
import dev.backstay.servicekit.work.MemoryGroup.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Workers on a group in memory. */
public final class MemoryWork implements Work {
  /** How often an idle worker looks; there is no broker to wake it. */
  private static final Duration LOOK = Duration.ofMillis(5);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final MemoryGroup group;
  private final JobRunner<?> runner;
  private final Parking parking;
  private final List<Thread> slots = new ArrayList<>();
  private final Set<RunningJob> running = new HashSet<>();
  private final WorkState state = new WorkState();
  private final Places places;
  private boolean dead;

  private MemoryWork(MemoryGroup group, JobRunner<?> runner, Parking parking) {
    this.group = group;
    this.runner = runner;
    this.parking = parking;
    this.places = new Places(runner.settings().slots());
  }

  static MemoryWork start(MemoryGroup group, JobRunner<?> runner, Parking parking) {
    MemoryWork work = new MemoryWork(group, runner, parking);
    int slots = runner.settings().slots() + runner.settings().waiting();
    for (int i = 1; i <= slots; i++) {
      work.slots.add(Thread.ofVirtual().start(work::serve));
    }
    return work;
  }

  private void serve() {
    Places.Place place = places.place();
    try {
      while (state.awaitTurn()) {
        if (place.enter(LOOK)) {
          serve(place);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts a slot but the end of the process
    }
  }

  private void serve(Places.Place place) throws InterruptedException {
    try {
      Optional<Delivery> next = group.take();
      if (next.isPresent()) {
        handle(next.get(), place);
      } else if (!places.isAwaited()) {
        state.rest(LOOK);
      }
    } finally {
      place.leave();
    }
  }

  private void handle(Delivery delivery, Places.Place place) throws InterruptedException {
    state.took();
    try {
      int tries = 0;
      while (!tryOnce(delivery)) {
        place.leave();
        state.rest(runner.settings().backoff().after(++tries));
        while (!state.isClosed() && !place.comeBack(LOOK)) {
          // Another has the place; the job stays in hand.
        }
        if (state.isClosed() || !state.awaitTurn()) {
          group.giveBack(delivery);
          return;
        }
      }
    } finally {
      state.gave();
    }
  }

  private boolean tryOnce(Delivery delivery) throws InterruptedException {
    if (delivery.number() >= ShareGroup.DELIVERY_LIMIT) {
      return park(delivery, Parking.triedTooOften(delivery.number()));
    }
    RunningJob job =
        RunningJob.start("memory-job", () -> runner.run(delivery.message(), delivery.number()));
    synchronized (this) {
      running.add(job);
      if (state.isClosed()) {
        job.interrupt();
      }
    }
    while (!job.endsWithin(LOOK) && !isDead()) {
      // A dead worker does not learn how its job ended.
    }
    synchronized (this) {
      running.remove(job);
    }
    if (isDead()) {
      return false;
    }
    return switch (job.outcome()) {
      case Outcome.Done() -> true;
      case Outcome.Later(var reason) -> false;
      case Outcome.Park(var failure) -> park(delivery, failure);
    };
  }

  private boolean park(Delivery delivery, Failure failure) {
    try {
      parking.park(delivery.message(), delivery.number(), runner.settings().group(), failure);
      return true;
    } catch (BackstayException e) {
      return false; // tried again after the back-off, as the port says
    }
  }

  private synchronized boolean isDead() {
    return dead;
  }

  /** As a kill does: what is in hand is given to others, and what the handlers say is not heard. */
  public void die() {
    synchronized (this) {
      dead = true;
    }
    close();
  }

  @Override
  public void pause() {
    state.pause();
  }

  @Override
  public void resume() {
    state.resume();
  }

  @Override
  public int inHand() {
    return state.inHand();
  }

  @Override
  public void close() {
    state.close();
    synchronized (this) {
      running.forEach(RunningJob::interrupt);
    }
    for (Thread slot : slots) {
      try {
        slot.join(CLOSE_LIMIT);
      } catch (InterruptedException e) {
        throw KafkaFailures.interrupted(e, "the workers ended");
      }
    }
  }
}
