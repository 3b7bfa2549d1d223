package dev.backstay.scheduler.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.SchedulerAlive;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.Schedule;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.scheduler.due.Agenda;
import dev.backstay.scheduler.due.DueRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final SourceName ORDERS = new SourceName("orders");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T02:00:20Z"));
  private final AtomicBoolean down = new AtomicBoolean();
  private final Broker broker = new Broker(down::get);
  private final AtomicReference<Agenda> agenda = new AtomicReference<>(daily("30 2 * * *"));
  private final Scheduler scheduler = scheduler();

  @Test
  void schedulerSaysThatItIsAliveEveryMinute() {
    // When
    lookUntil(Instant.parse("2026-11-20T02:03:00Z"));

    // Then
    Optional<Instant> due = Optional.of(Instant.parse("2026-11-20T02:30:00Z"));
    assertThat(broker.beats())
        .containsExactly(
            new SchedulerAlive("one", Instant.parse("2026-11-20T02:00:20Z"), due),
            new SchedulerAlive("one", Instant.parse("2026-11-20T02:01:20Z"), due),
            new SchedulerAlive("one", Instant.parse("2026-11-20T02:02:20Z"), due));
    assertThat(scheduler.pulse().orElseThrow().nextDue())
        .containsEntry(ORDERS, Instant.parse("2026-11-20T02:30:00Z"));
  }

  @Test
  void schedulerWithNothingToDoIsAliveToo() {
    agenda.set(Agenda.of(Map.of()));

    assertThat(scheduler.look()).isEqualTo(Scheduler.BEAT);
    assertThat(broker.beats()).extracting(SchedulerAlive::nextDueAt).containsOnly(Optional.empty());
  }

  @Test
  void schedulerWakesInTimeForWhatIsDue() {
    now.set(Instant.parse("2026-11-20T02:29:20Z"));

    assertThat(scheduler.look()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void lookThatFailsSaysNothingAndIsDoneAgain() {
    // Given
    scheduler.look();
    int before = broker.requests().size();
    now.set(Instant.parse("2026-11-20T02:30:00Z"));
    down.set(true);

    // When
    assertThatThrownBy(scheduler::look).isInstanceOf(BackstayException.class);
    assertThat(broker.beats()).hasSize(1);
    down.set(false);
    now.set(Instant.parse("2026-11-20T02:30:05Z"));
    scheduler.look();

    // Then
    assertThat(broker.requests().subList(before, broker.requests().size()))
        .extracting(BackupRequested::dueAt, BackupRequested::trigger)
        .containsExactly(tuple(Instant.parse("2026-11-20T02:30:00Z"), Trigger.SCHEDULE));
    assertThat(broker.beats()).hasSize(2);
  }

  @Test
  void schedulerThatCannotReadItsHistoryAsksForNothing() {
    down.set(true);

    assertThatThrownBy(scheduler::look).isInstanceOf(BackstayException.class);
    assertThat(scheduler.pulse()).isEmpty();
  }

  @Test
  void restartedSchedulerContinuesWhereTheLastOneStopped() {
    // Given
    lookUntil(Instant.parse("2026-11-20T03:00:00Z"));
    List<BackupRequested> before = broker.requests();

    // When
    now.set(Instant.parse("2026-11-23T12:00:00Z"));
    Scheduler restarted = scheduler();
    restarted.look();
    restarted.look();

    // Then
    assertThat(broker.requests()).startsWith(before.toArray(BackupRequested[]::new));
    assertThat(broker.requests().subList(before.size(), broker.requests().size()))
        .extracting(BackupRequested::dueAt, BackupRequested::trigger)
        .containsExactly(tuple(Instant.parse("2026-11-23T02:30:00Z"), Trigger.CATCH_UP));
  }

  @Test
  void changedPolicyTakesEffectAtTheNextLook() {
    // Given
    lookUntil(Instant.parse("2026-11-20T02:10:00Z"));

    // When
    agenda.set(daily("15 2 * * *"));
    lookUntil(Instant.parse("2026-11-20T02:40:00Z"));

    // Then
    assertThat(broker.requests())
        .extracting(BackupRequested::dueAt)
        .endsWith(Instant.parse("2026-11-20T02:15:00Z"))
        .doesNotContain(Instant.parse("2026-11-20T02:30:00Z"));
  }

  private Scheduler scheduler() {
    return new Scheduler(
        "one",
        new DueRules(Duration.ofHours(24)),
        agenda::get,
        new SchedulerPorts(broker, broker, now::get));
  }

  private void lookUntil(Instant end) {
    while (now.get().isBefore(end)) {
      Duration pause = scheduler.look();
      now.updateAndGet(instant -> instant.plus(pause));
    }
  }

  private static Agenda daily(String cron) {
    return Agenda.of(
        Map.of(
            ORDERS,
            new Schedule(
                Map.of(BackupKind.FULL, new CronExpression(cron)), ZoneOffset.UTC, List.of())));
  }
}
