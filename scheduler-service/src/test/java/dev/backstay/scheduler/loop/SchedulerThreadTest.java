package dev.backstay.scheduler.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.scheduler.due.Agenda;
import dev.backstay.scheduler.due.DueRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SchedulerThreadTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T02:00:00Z"));
  private final AtomicBoolean down = new AtomicBoolean();
  private final Broker broker = new Broker(down::get);

  /** Each sleep ends when the test takes its duration. */
  private final SynchronousQueue<Duration> sleeps = new SynchronousQueue<>();

  @Test
  void threadLooksAndSleepsUntilItIsClosed() throws InterruptedException {
    try (SchedulerThread thread = start(() -> Agenda.of(Map.of()))) {
      // When
      for (int minute = 0; minute < 3; minute++) {
        assertThat(sleeps.take()).isEqualTo(Scheduler.BEAT);
      }

      // Then
      assertThat(thread.failure()).isEmpty();
    }
    assertThat(broker.beats()).hasSizeBetween(3, 4);
  }

  @Test
  void failedLookIsKeptAsFailureAndTriedAgain() throws InterruptedException {
    down.set(true);
    try (SchedulerThread thread = start(() -> Agenda.of(Map.of()))) {
      // When // Then
      assertThat(sleeps.take()).isLessThan(Scheduler.BEAT);
      assertThat(thread.failure())
          .map(BackstayException::code)
          .contains(ErrorCode.KAFKA_UNREACHABLE);

      // When // Then
      down.set(false);
      sleeps.take();
      assertThat(sleeps.take()).isEqualTo(Scheduler.BEAT);
      assertThat(thread.failure()).isEmpty();
    }
  }

  @Test
  void defectIsToldAsOneAndEndsNothing() throws InterruptedException {
    Supplier<Agenda> broken =
        () -> {
          throw new IllegalStateException("no agenda");
        };
    try (SchedulerThread thread = start(broken)) {
      sleeps.take();
      assertThat(thread.failure()).map(BackstayException::code).contains(ErrorCode.INTERNAL);
      sleeps.take();
    }
  }

  /** The clock moves before anybody hears of the sleep, so the next look finds it moved. */
  private void sleep(Duration pause) throws InterruptedException {
    now.updateAndGet(instant -> instant.plus(pause));
    sleeps.put(pause);
  }

  private SchedulerThread start(Supplier<Agenda> agenda) {
    Scheduler scheduler =
        new Scheduler(
            "one",
            new DueRules(Duration.ofHours(1)),
            agenda,
            new SchedulerPorts(broker, broker, now::get));
    return SchedulerThread.start(scheduler, this::sleep);
  }
}
