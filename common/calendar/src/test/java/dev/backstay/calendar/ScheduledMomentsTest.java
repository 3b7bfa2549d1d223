package dev.backstay.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.BlackoutWindow;
import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.Schedule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduledMomentsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOON = Instant.parse("2026-11-20T11:00:00Z");

  @Test
  void whateverIsDueFirstIsNextOnceTheBlackoutEnds() {
    // Given
    var schedule =
        new Schedule(
            Map.of(
                BackupKind.FULL, new CronExpression("30 2 * * *"),
                BackupKind.INCREMENTAL, new CronExpression("0 */4 * * *")),
            BERLIN,
            List.of(
                new BlackoutWindow(
                    EnumSet.allOf(DayOfWeek.class), LocalTime.of(15, 0), LocalTime.of(17, 0))));

    // When
    var moments = new ScheduledMoments(schedule);

    // Then
    assertThat(moments.between(NOON, Instant.parse("2026-11-21T04:00:00Z")))
        .containsExactly(
            Instant.parse("2026-11-20T16:00:00Z"),
            Instant.parse("2026-11-20T19:00:00Z"),
            Instant.parse("2026-11-20T23:00:00Z"),
            Instant.parse("2026-11-21T01:30:00Z"),
            Instant.parse("2026-11-21T03:00:00Z"));
  }

  @Test
  void whatHasNoScheduleIsNeverDue() {
    assertThat(new ScheduledMoments(new Schedule(Map.of(), BERLIN, List.of())).next(NOON))
        .isEmpty();
  }
}
