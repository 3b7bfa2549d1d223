package dev.backstay.scheduler.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.BlackoutWindow;
import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.Schedule;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.scheduler.Series;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DueRulesTest {
  private static final SourceName ORDERS = new SourceName("orders");
  private static final Series FULL = new Series(ORDERS, BackupKind.FULL);
  private static final Series INCREMENTAL = new Series(ORDERS, BackupKind.INCREMENTAL);

  private final DueRules rules = new DueRules(Duration.ofHours(24));

  @Test
  void backupIsDueAtItsMomentAndNotBefore() {
    // Given
    Agenda daily = agenda(Map.of(BackupKind.FULL, "30 2 * * *"));
    Map<Series, Instant> settled = Map.of(FULL, at("02:00"));

    // When // Then
    assertThat(asked(daily, settled, at("02:29:59.999"))).isEmpty();
    assertThat(asked(daily, settled, at("02:30"))).containsExactly("FULL 02:30 SCHEDULE");
    assertThat(asked(daily, settled, at("02:31:59"))).containsExactly("FULL 02:30 SCHEDULE");
  }

  @Test
  void requestNamesTheBackupOfItsMoment() {
    BackupRequested request =
        rules
            .decide(agenda(Map.of(BackupKind.FULL, "30 2 * * *")), Map.of(), at("02:30:01.5"))
            .requests()
            .getFirst();

    assertThat(request.backup())
        .isEqualTo(BackupId.scheduled(ORDERS, BackupKind.FULL, at("02:30")));
    assertThat(request.attempt()).isEqualTo(1);
  }

  @Test
  void whatWasDecidedOnceIsNotDecidedAgain() {
    // Given
    Agenda daily = agenda(Map.of(BackupKind.FULL, "30 2 * * *"));

    // When
    Decision first = rules.decide(daily, Map.of(FULL, at("02:00")), at("02:30"));

    // Then
    assertThat(asked(daily, first.settled(), at("02:30"))).isEmpty();
    assertThat(asked(daily, first.settled(), at("02:31"))).isEmpty();
  }

  @Test
  void lateLookMissesNoMinute() {
    Agenda everyMinute = agenda(Map.of(BackupKind.INCREMENTAL, "* * * * *"));

    assertThat(asked(everyMinute, Map.of(INCREMENTAL, at("02:00")), at("02:02:10")))
        .containsExactly("INCREMENTAL 02:01 SCHEDULE", "INCREMENTAL 02:02 SCHEDULE");
  }

  @Test
  void ofManyMissedMomentsOnlyTheNewestIsCaughtUp() {
    Agenda hourly = agenda(Map.of(BackupKind.INCREMENTAL, "0 * * * *"));

    assertThat(asked(hourly, Map.of(INCREMENTAL, at("02:00")), at("09:20")))
        .containsExactly("INCREMENTAL 09:00 CATCH_UP");
  }

  @Test
  void momentOnTimeCoversThoseMissedBefore() {
    Agenda hourly = agenda(Map.of(BackupKind.INCREMENTAL, "0 * * * *"));

    assertThat(asked(hourly, Map.of(INCREMENTAL, at("02:00")), at("09:01")))
        .containsExactly("INCREMENTAL 09:00 SCHEDULE");
  }

  @Test
  void longMissedMomentIsCaughtUpWhenTheStateReachesBackToIt() {
    Agenda weekly = agenda(Map.of(BackupKind.FULL, "0 3 * * 0"));
    Instant friday = at("12:00");
    Instant sunday = Instant.parse("2026-11-15T03:00:00Z");

    assertThat(asked(weekly, Map.of(FULL, sunday), friday)).isEmpty();
    assertThat(asked(weekly, Map.of(FULL, sunday.minus(Duration.ofDays(7))), friday))
        .containsExactly("FULL 03:00 CATCH_UP");
    assertThat(asked(weekly, Map.of(), friday)).as("missed before the horizon").isEmpty();
  }

  @Test
  void newSeriesIsCaughtUpWithinTheHorizon() {
    Agenda daily = agenda(Map.of(BackupKind.FULL, "30 2 * * *"));

    assertThat(asked(daily, Map.of(), at("15:00"))).containsExactly("FULL 02:30 CATCH_UP");
    assertThat(new DueRules(Duration.ofHours(2)).decide(daily, Map.of(), at("15:00")).requests())
        .isEmpty();
  }

  @Test
  void fullTakesThePlaceOfAnIncrementalDueAtTheSameInstant() {
    Agenda both = agenda(Map.of(BackupKind.FULL, "0 3 * * *", BackupKind.INCREMENTAL, "0 * * * *"));

    assertThat(asked(both, Map.of(FULL, at("02:30"), INCREMENTAL, at("02:30")), at("03:00")))
        .containsExactly("FULL 03:00 SCHEDULE");
    assertThat(asked(both, Map.of(FULL, at("03:00"), INCREMENTAL, at("03:00")), at("04:00")))
        .containsExactly("INCREMENTAL 04:00 SCHEDULE");
  }

  @Test
  void missedIncrementalIsNeedlessOnceAFullWasDueAfterIt() {
    Agenda both =
        agenda(Map.of(BackupKind.FULL, "15 3 * * *", BackupKind.INCREMENTAL, "0 * * * *"));
    Map<Series, Instant> settled = Map.of(FULL, at("01:00"), INCREMENTAL, at("01:00"));

    assertThat(asked(both, settled, at("03:40"))).containsExactly("FULL 03:15 CATCH_UP");
    assertThat(asked(both, settled, at("04:40")))
        .containsExactly("FULL 03:15 CATCH_UP", "INCREMENTAL 04:00 CATCH_UP");
  }

  @Test
  void dumpsAreNotReplacedByAFullBackup() {
    Agenda three =
        agenda(
            Map.of(
                BackupKind.FULL, "0 3 * * *",
                BackupKind.LOGICAL, "0 3 * * *",
                BackupKind.SCHEMA, "0 3 * * *"));

    assertThat(asked(three, Map.of(), at("03:00")))
        .containsExactly("FULL 03:00 SCHEDULE", "LOGICAL 03:00 SCHEDULE", "SCHEMA 03:00 SCHEDULE");
  }

  @Test
  void nothingIsAskedForInsideABlackoutAndNothingForgotten() {
    // Given
    Agenda agenda =
        agenda(
            Map.of(BackupKind.INCREMENTAL, "59 * * * *"),
            new BlackoutWindow(
                EnumSet.allOf(DayOfWeek.class), LocalTime.of(8, 0), LocalTime.of(8, 30)));
    Map<Series, Instant> settled = Map.of(INCREMENTAL, at("07:00"));

    // When
    Decision inside = rules.decide(agenda, settled, at("08:00:10"));

    // Then
    assertThat(inside.requests()).as("too late by ten seconds").isEmpty();
    assertThat(inside.settled()).isEqualTo(settled);
    assertThat(asked(agenda, inside.settled(), at("08:30")))
        .containsExactly("INCREMENTAL 07:59 CATCH_UP");
  }

  @Test
  void momentsInsideABlackoutAreAskedForOnceAtItsEnd() {
    // Given
    Agenda agenda =
        agenda(
            Map.of(BackupKind.FULL, "0 9 * * *", BackupKind.INCREMENTAL, "*/10 * * * *"),
            new BlackoutWindow(
                EnumSet.allOf(DayOfWeek.class), LocalTime.of(8, 0), LocalTime.of(17, 45)));
    Map<Series, Instant> settled = Map.of(FULL, at("07:55"), INCREMENTAL, at("07:55"));

    // When // Then
    assertThat(asked(agenda, settled, at("17:44"))).isEmpty();
    assertThat(asked(agenda, settled, at("17:45"))).containsExactly("FULL 17:45 SCHEDULE");
    assertThat(asked(agenda, settled, at("17:50")))
        .containsExactly("FULL 17:45 CATCH_UP", "INCREMENTAL 17:50 SCHEDULE");
  }

  @Test
  void clockSetBackALittleAsksForNothingTwice() {
    Agenda hourly = agenda(Map.of(BackupKind.INCREMENTAL, "0 * * * *"));

    assertThat(asked(hourly, Map.of(INCREMENTAL, at("09:00:30")), at("08:59:30"))).isEmpty();
    assertThat(asked(hourly, Map.of(INCREMENTAL, at("09:00:30")), at("09:00:10"))).isEmpty();
  }

  @Test
  void clockThatRanFarAheadSilencesNothing() {
    Agenda hourly = agenda(Map.of(BackupKind.INCREMENTAL, "0 * * * *"));
    Instant nextYear = at("09:00").plus(Duration.ofDays(365));

    assertThat(asked(hourly, Map.of(INCREMENTAL, nextYear), at("09:00")))
        .containsExactly("INCREMENTAL 09:00 SCHEDULE");
  }

  @Test
  void seriesThatLeftThePolicyIsForgotten() {
    Decision decision = rules.decide(agenda(Map.of()), Map.of(FULL, at("02:00")), at("03:00"));

    assertThat(decision).isEqualTo(new Decision(List.of(), Map.of()));
  }

  @Test
  void horizonHasLimits() {
    assertThatThrownBy(() -> new DueRules(Duration.ofSeconds(30)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DueRules(Duration.ofDays(4000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> asked(Agenda agenda, Map<Series, Instant> settled, Instant now) {
    return rules.decide(agenda, settled, now).requests().stream()
        .map(request ->
            "%s %s %s"
                .formatted(
                    request.kind(),
                    request.dueAt().atZone(ZoneOffset.UTC).toLocalTime(),
                    request.trigger()))
        .toList();
  }

  private static Agenda agenda(Map<BackupKind, String> crons, BlackoutWindow... blackout) {
    Map<BackupKind, CronExpression> due = new EnumMap<>(BackupKind.class);
    crons.forEach((kind, cron) -> due.put(kind, new CronExpression(cron)));
    return Agenda.of(Map.of(ORDERS, new Schedule(due, ZoneOffset.UTC, List.of(blackout))));
  }

  /** A time of Friday, 20 November 2026. */
  private static Instant at(String time) {
    return Instant.parse("2026-11-20T" + (time.length() == 5 ? time + ":00" : time) + "Z");
  }
}
