package dev.backstay.servicekit.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.servicekit.event.Message;
import dev.backstay.servicekit.kafka.KafkaFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The workers of one group in this process: a slot for each job at once and for each that waits, a
 * thread for each job.
 *
 * <p>Who holds a record is the broker's knowledge, who runs a job is ours: when a lock is lost and
 * the record comes again while its job still runs here, the slot that gets it waits for the same
 * run.
 */
final class KafkaWork implements Work {
  private static final System.Logger LOG = System.getLogger(KafkaWork.class.getName());

  /** A handler that does not end when interrupted is left behind after this. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final ShareGroup group;
  private final JobRunner<?> runner;
  private final Parking parking;
  private final List<Thread> slots = new ArrayList<>();
  private final Map<String, RunningJob> running = new ConcurrentHashMap<>();
  private final Semaphore permits;
  private final Places places;
  private final WorkState state = new WorkState();
  private boolean setUp;

  private KafkaWork(ShareGroup group, JobRunner<?> runner, Parking parking) {
    this.group = group;
    this.runner = runner;
    this.parking = parking;
    this.permits = new Semaphore(runner.settings().slots());
    this.places = new Places(runner.settings().slots());
  }

  static KafkaWork start(ShareGroup group, JobRunner<?> runner, Parking parking) {
    KafkaWork work = new KafkaWork(group, runner, parking);
    int slots = runner.settings().slots() + runner.settings().waiting();
    for (int i = 1; i <= slots; i++) {
      work.slots.add(
          Thread.ofVirtual().name(group.name() + "-slot-" + i).start(new KafkaSlot(work)));
    }
    return work;
  }

  ShareGroup group() {
    return group;
  }

  Places places() {
    return places;
  }

  Backoff backoff() {
    return runner.settings().backoff();
  }

  Parking parking() {
    return parking;
  }

  /** The run of a message's job: the one that is under way, or a new one. */
  RunningJob run(Message message, int delivery) {
    return running.computeIfAbsent(
        message.toString(),
        place ->
            RunningJob.start(group.name() + "-job", () -> runPermitted(message, delivery, place)));
  }

  private Outcome runPermitted(Message message, int delivery, String place) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.remove(place);
      return Outcome.later("the workers end");
    }
    try {
      return runner.run(message, delivery);
    } finally {
      permits.release();
      running.remove(place);
    }
  }

  /** Sets the group up, once. */
  synchronized void setUp() {
    if (!setUp) {
      group.setUp();
      setUp = true;
    }
  }

  WorkState state() {
    return state;
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
    running.values().forEach(RunningJob::interrupt);
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    for (Thread slot : slots) {
      try {
        if (!slot.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
          LOG.log(System.Logger.Level.WARNING, "{0} did not end in time", slot.getName());
        }
      } catch (InterruptedException e) {
        throw KafkaFailures.interrupted(e, "the workers of " + group.name() + " ended");
      }
    }
  }

  /** How long a closing slot waits for its handler: less than the close itself. */
  static Duration handlerLimit() {
    return CLOSE_LIMIT.dividedBy(2);
  }

  BackstayException unreachable(Throwable cause) {
    return cause instanceof BackstayException ours
        ? ours
        : new BackstayException(
            ErrorCode.KAFKA_UNREACHABLE,
            "the workers of %s lost Kafka: %s".formatted(group.name(), cause.getMessage()),
            cause);
  }
}
