package dev.backstay.catalog.intake;

import dev.backstay.catalog.projection.Message;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.MessageParked;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes batches of records in. On return every record is kept as an event or put aside with a
 * reason, so its offset may be committed. While the database or the broker is away it waits, for as
 * long as that lasts or until it is closed: nothing else could be done with the records meanwhile.
 */
public final class Intake implements AutoCloseable {
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);

  /** Long enough not to disturb a server that starts, short enough to be back with it. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** A chain of causes that is longer than this is a ring. */
  private static final int MAX_CAUSES = 20;

  private final Projector projector;
  private final Consumer<Event<MessageParked>> publisher;
  private final Parking parking;
  private final InstantSource clock;
  private final IntakeFigures figures = new IntakeFigures();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param publisher of what was put aside; durable on return
   * @param group of the consumers that this intake serves
   */
  public Intake(
      Projector projector,
      Consumer<Event<MessageParked>> publisher,
      String group,
      InstantSource clock) {
    this.projector = projector;
    this.publisher = publisher;
    this.parking = new Parking(group);
    this.clock = clock;
  }

  public IntakeFigures figures() {
    return figures;
  }

  /** Takes a batch in. Called again with the same records it changes nothing. */
  public void take(List<IncomingRecord> records) {
    List<Understood> understood = new ArrayList<>();
    for (IncomingRecord record : records) {
      try {
        understood.add(new Understood(Optional.of(record), Message.read(record.value())));
      } catch (BackstayException e) {
        park(record, e);
      }
    }
    keep(understood);
  }

  /**
   * Takes messages in that come from history: what cannot be kept was put aside when it was new.
   */
  void takeAgain(List<Message> messages) {
    keep(messages.stream().map(message -> new Understood(Optional.empty(), message)).toList());
  }

  private record Understood(Optional<IncomingRecord> record, Message message) {}

  /** Halves a batch that cannot be kept until the guilty record is alone. */
  private void keep(List<Understood> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      persist(() -> projector.project(batch.stream().map(Understood::message).toList()));
      figures.tookIn(batch.size());
    } catch (BackstayException e) {
      throw e; // closed
    } catch (RuntimeException e) {
      if (batch.size() == 1) {
        batch.getFirst().record().ifPresent(record -> park(record, cannotBeKept(e)));
      } else {
        int half = batch.size() / 2;
        keep(batch.subList(0, half));
        keep(batch.subList(half, batch.size()));
      }
    }
  }

  private static BackstayException cannotBeKept(RuntimeException cause) {
    Throwable root = cause;
    for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return new BackstayException(
        ErrorCode.EVENT_MALFORMED, "an event cannot be kept by the catalog: " + root, cause);
  }

  private void park(IncomingRecord record, BackstayException cause) {
    if (record.place().topic().equals(EventType.MESSAGE_PARKED.topic())) {
      figures.leaveLying(); // it would come back as a new record of its own topic, for ever
      return;
    }
    Event<MessageParked> event = parking.parked(record, cause, clock.instant());
    persist(() -> publisher.accept(event));
    figures.putAside();
  }

  /** Tries until it succeeds, fails for good, or this is closed. */
  private void persist(Runnable step) {
    Duration wait = FIRST_WAIT;
    while (true) {
      try {
        step.run();
        return;
      } catch (BackstayException e) {
        if (!e.isTransient() || e.code() == ErrorCode.INTERRUPTED) {
          throw e;
        }
        figures.stalled(clock.instant(), String.valueOf(e.getMessage()));
        pause(wait, e);
        wait = wait.multipliedBy(2);
        wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
      }
    }
  }

  private void pause(Duration wait, BackstayException cause) {
    try {
      if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "the catalog stops; what was not kept is read again", cause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "the catalog stops; what was not kept is read again", e);
    }
  }

  /** Ends a wait; a batch that is being kept is kept. */
  @Override
  public void close() {
    closed.countDown();
  }
}
