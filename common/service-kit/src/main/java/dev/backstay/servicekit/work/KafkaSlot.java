package dev.backstay.servicekit.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.servicekit.event.Message;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;

/** One worker's place: takes a record, keeps its lock while the job lasts, tells how it ended. */
final class KafkaSlot implements Runnable {
  private static final System.Logger LOG = System.getLogger(KafkaSlot.class.getName());

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

  /** After a failure of the client itself, before it is made anew. */
  private static final Backoff RECONNECT =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

  private final KafkaWork work;
  private final Places.Place place;
  private int failures;

  KafkaSlot(KafkaWork work) {
    this.work = work;
    this.place = work.places().place();
  }

  @Override
  public void run() {
    try {
      while (work.state().awaitTurn()) {
        if (place.enter(POLL)) {
          serve();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts a slot but the end of the process
    }
  }

  /** In a place, as long as it has one. A failure of any kind must not end the slot. */
  private void serve() throws InterruptedException {
    try {
      work.setUp();
      consume();
    } catch (KafkaException | BackstayException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a worker connects anew: {0}",
          work.unreachable(e).getMessage());
      work.state().rest(RECONNECT.after(++failures));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a worker of " + work.group().name() + " failed", e);
      work.state().rest(RECONNECT.after(++failures));
    } finally {
      place.leave();
    }
  }

  /**
   * As a member of the group, until the work is paused or closed, or a job needs the place: a
   * member that does not poll would hold records it does not work on.
   */
  private void consume() throws InterruptedException {
    KafkaShareConsumer<byte[], byte[]> consumer = work.group().join();
    try {
      Optional<ConsumerRecord<byte[], byte[]>> next = Optional.empty();
      while ((work.state().takes() || next.isPresent()) && isPlaced(next)) {
        if (next.isEmpty()) {
          Iterator<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).iterator();
          next = polled.hasNext() ? Optional.of(polled.next()) : Optional.empty();
        }
        if (next.isPresent()) {
          failures = 0;
          next = handle(new HeldRecord(consumer, work.group().lock(), next.get()));
        }
      }
    } finally {
      consumer.close(LEAVE_LIMIT);
    }
  }

  /** Whether to go on: an idle slot yields to a job that waits for its place. */
  private boolean isPlaced(Optional<ConsumerRecord<byte[], byte[]>> next)
      throws InterruptedException {
    if (next.isEmpty() && work.places().isAwaited()) {
      return false;
    }
    while (!place.comeBack(POLL)) { // the job that had it lost its record while it waited
      if (work.state().isClosed()) {
        return false;
      }
    }
    return true;
  }

  /** Until the record is settled or lost; returns what came in its place. */
  private Optional<ConsumerRecord<byte[], byte[]>> handle(HeldRecord held)
      throws InterruptedException {
    if (!held.renew()) { // it lay in the client for longer than its lock: somebody else has it
      return held.other();
    }
    work.state().took();
    try {
      Message message = held.message();
      int tries = 0;
      Optional<AcknowledgeType> end = Optional.empty();
      while (end.isEmpty()) {
        Optional<Outcome> outcome = outcome(held, message);
        if (outcome.isEmpty()) {
          return held.other();
        }
        end = end(held, message, outcome.get());
        if (end.isEmpty() && !waitForNextTry(held, work.backoff().after(++tries))) {
          return held.other();
        }
      }
      held.settle(end.get());
      return Optional.empty();
    } finally {
      work.state().gave();
    }
  }

  /** What came of the job; empty when the record was lost meanwhile. */
  private Optional<Outcome> outcome(HeldRecord held, Message message) throws InterruptedException {
    if (held.delivery() >= ShareGroup.DELIVERY_LIMIT) {
      return Optional.of(Outcome.park(Parking.triedTooOften(held.delivery())));
    }
    RunningJob job = work.run(message, held.delivery());
    long left = KafkaWork.handlerLimit().toNanos();
    while (!job.endsWithin(held.renewEvery())) {
      if (work.state().isClosed()) {
        job.interrupt();
        left -= held.renewEvery().toNanos();
        if (left < 0) {
          return Optional.of(Outcome.later("the workers end"));
        }
      }
      if (!held.renew()) {
        return Optional.empty();
      }
    }
    return Optional.of(job.outcome());
  }

  /** How the record is settled; empty when it stays in hand for another try. */
  private Optional<AcknowledgeType> end(HeldRecord held, Message message, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done() -> Optional.of(AcknowledgeType.ACCEPT);
      case Outcome.Park(var failure) -> {
        try {
          work.parking().park(message, held.delivery(), work.group().name(), failure);
          yield Optional.of(AcknowledgeType.REJECT);
        } catch (BackstayException e) {
          LOG.log(
              System.Logger.Level.WARNING,
              "{0} could not be put aside and stays in hand: {1}",
              message,
              e.getMessage());
          yield work.state().isClosed() ? Optional.of(AcknowledgeType.RELEASE) : Optional.empty();
        }
      }
      case Outcome.Later(var reason) -> {
        LOG.log(System.Logger.Level.DEBUG, "{0} is tried again: {1}", message, reason);
        yield work.state().isClosed() ? Optional.of(AcknowledgeType.RELEASE) : Optional.empty();
      }
    };
  }

  /**
   * Keeps the lock over the back-off, as long as the work is paused, and until there is a place
   * again; false when it is lost.
   */
  private boolean waitForNextTry(HeldRecord held, Duration wait) throws InterruptedException {
    place.leave();
    long until = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos();
        !work.state().isClosed() && (left > 0 || work.state().isPaused());
        left = until - System.nanoTime()) {
      Duration rest = left > 0 ? Duration.ofNanos(left) : held.renewEvery();
      work.state().rest(rest.compareTo(held.renewEvery()) < 0 ? rest : held.renewEvery());
      if (!held.renew()) {
        return false;
      }
    }
    while (!place.comeBack(held.renewEvery())) {
      if (work.state().isClosed()) {
        return true; // the next try is interrupted at once, and the record given back
      }
      if (!held.renew()) {
        return false;
      }
    }
    return true;
  }
}
