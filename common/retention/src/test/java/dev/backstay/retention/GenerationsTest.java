package dev.backstay.retention;

import static dev.backstay.retention.Samples.generations;
import static dev.backstay.retention.Samples.instants;
import static dev.backstay.retention.Samples.rules;
import static dev.backstay.retention.Samples.verifiedAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last backup of each of the newest days, weeks, months and years. */
class GenerationsTest {
  private static final Instant NOW = Instant.parse("2027-06-01T00:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void theLastBackupOfEachOfTheNewestDaysIsKept() {
    // Given
    List<KnownBackup> backups =
        verifiedAll(
            "2026-11-22T18:00:00Z",
            "2026-11-22T06:00:00Z",
            "2026-11-20T18:00:00Z",
            "2026-11-20T06:00:00Z",
            "2026-11-19T18:00:00Z");

    // When
    RetentionPlan plan = rules(generations(2, 0, 0, 0)).decide(backups, NOW);

    // Then
    assertThat(instants(plan.kept()))
        .containsExactly("2026-11-22T18:00:00Z", "2026-11-20T18:00:00Z");
    assertThat(plan.decisions().get(2).explanation())
        .isEqualTo("kept: newest backup of day 2026-11-20, 2 of 2 daily");
  }

  @Test
  void generationsAddUpInOneExplanation() {
    // Given
    List<KnownBackup> backups =
        verifiedAll("2026-11-22T18:00:00Z", "2026-10-31T18:00:00Z", "2025-12-31T18:00:00Z");

    // When
    RetentionPlan plan = rules(generations(7, 4, 12, 3)).decide(backups, NOW);

    // Then
    assertThat(plan.decisions().getLast().explanation())
        .isEqualTo(
            "kept: newest backup of day 2025-12-31, 3 of 7 daily; newest backup of week 2026-W01,"
                + " 3 of 4 weekly; newest backup of month 2025-12, 3 of 12 monthly; newest backup"
                + " of year 2025, 2 of 3 yearly");
  }

  @Test
  void aWeekThatCrossesTheYearIsOneWeek() {
    // Given
    List<KnownBackup> backups =
        verifiedAll(
            "2027-01-04T01:00:00Z",
            "2027-01-03T23:00:00Z",
            "2026-12-31T01:00:00Z",
            "2026-12-28T00:00:00Z",
            "2026-12-27T23:59:00Z");

    // When
    RetentionPlan plan = rules(generations(0, 3, 0, 0)).decide(backups, NOW);

    // Then
    assertThat(instants(plan.kept()))
        .containsExactly("2027-01-04T01:00:00Z", "2027-01-03T23:00:00Z", "2026-12-27T23:59:00Z");
    assertThat(plan.decisions().get(1).explanation()).contains("week 2026-W53, 2 of 3 weekly");
    assertThat(plan.decisions().getLast().explanation()).contains("week 2026-W52, 3 of 3 weekly");
  }

  @Test
  void aDayIsOneOfTheTimeZoneOfThePolicy() {
    // Given
    List<KnownBackup> backups =
        verifiedAll("2026-12-31T23:30:00Z", "2026-12-31T22:30:00Z", "2026-12-31T22:00:00Z");

    // When
    RetentionPlan inBerlin = rules(generations(2, 0, 0, 2), BERLIN).decide(backups, NOW);
    RetentionPlan inUtc = rules(generations(2, 0, 0, 2)).decide(backups, NOW);

    // Then
    assertThat(instants(inBerlin.kept()))
        .containsExactly("2026-12-31T23:30:00Z", "2026-12-31T22:30:00Z");
    assertThat(instants(inUtc.kept())).containsExactly("2026-12-31T23:30:00Z");
  }

  @Test
  void theDayOfTwentyFiveHoursIsOneDay() {
    // Given
    List<KnownBackup> backups =
        verifiedAll("2026-10-25T22:59:00Z", "2026-10-24T22:00:00Z", "2026-10-24T21:59:00Z");

    // When
    RetentionPlan plan = rules(generations(2, 0, 0, 0), BERLIN).decide(backups, NOW);

    // Then
    assertThat(instants(plan.kept()))
        .containsExactly("2026-10-25T22:59:00Z", "2026-10-24T21:59:00Z");
  }

  @Test
  void aDayEnteredTwiceIsOneDay() {
    // Given
    ZoneId stJohns = // put its clocks back from 00:01 on the 7th to 23:01 on the 6th
        ZoneId.of("America/St_Johns");
    List<KnownBackup> backups =
        verifiedAll(
            "2010-11-07T03:40:00Z", // 00:10 on the 7th, for the second time
            "2010-11-07T03:00:00Z", // 23:30 on the 6th, after the change
            "2010-11-07T02:30:30Z", // 00:00:30 on the 7th, before the change
            "2010-11-06T12:00:00Z");

    // When
    RetentionPlan plan = rules(generations(3, 0, 0, 0), stJohns).decide(backups, NOW);

    // Then
    assertThat(instants(plan.kept()))
        .containsExactly("2010-11-07T03:40:00Z", "2010-11-07T03:00:00Z");
  }
}
