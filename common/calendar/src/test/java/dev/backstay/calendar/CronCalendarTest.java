package dev.backstay.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.CronExpression;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CronCalendarTest {
  private static final int CASES_A_ZONE = 10 * Integer.getInteger("backstay.rounds", 4);

  static Stream<ZoneId> zones() {
    return Zones.ODD.stream();
  }

  @ParameterizedTest
  @MethodSource("zones")
  void momentsAreWhatSomeoneWhoWatchesTheClockSees(ZoneId zone) {
    for (int seed = 0; seed < CASES_A_ZONE; seed++) {
      // Given
      Random random = new Random(seed);
      RandomCron cron = RandomCron.of(random);
      Instant from = Zones.beforeChange(zone, random);
      Instant until = from.plus(Duration.ofDays(6));
      CronCalendar calendar = new CronCalendar(cron.expression(), zone);

      // When
      List<Instant> moments = calendar.between(from, until).toList();

      // Then
      List<Instant> seen = WallClock.moments(cron.matches(), cron.interval(), zone, from, until);
      String replay = "seed %d: %s in %s from %s".formatted(seed, cron.text(), zone, from);
      assertThat(moments).as(replay).isEqualTo(seen);
      assertThat(calendar.newest(from, until))
          .as(replay)
          .isEqualTo(seen.reversed().stream().findFirst());
    }
  }

  @ParameterizedTest
  @MethodSource("zones")
  void askingAnywhereBetweenTwoMomentsGivesTheLaterOne(ZoneId zone) {
    for (int seed = 0; seed < CASES_A_ZONE; seed++) {
      // Given
      Random random = new Random(seed);
      RandomCron cron = RandomCron.of(random);
      CronCalendar calendar = new CronCalendar(cron.expression(), zone);
      Instant first = calendar.next(Zones.beforeChange(zone, random)).orElseThrow();
      Instant second = calendar.next(first).orElseThrow();

      // When
      long nanos = random.nextLong(1, Duration.between(first, second).toNanos());
      Instant between = first.plusNanos(nanos);

      // Then
      String replay = "seed %d: %s in %s after %s".formatted(seed, cron.text(), zone, between);
      assertThat(calendar.next(between)).as(replay).contains(second);
      assertThat(calendar.contains(between)).as(replay).isFalse();
      assertThat(calendar.contains(second)).as(replay).isTrue();
    }
  }

  @ParameterizedTest(name = "{0} in {1} on {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // a time of day that is skipped happens once, after the gap
        "30 2 * * *      | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
        "0,20,40 2 * * * | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
        "30 2,3 * * *    | Europe/Berlin       | 2026-03-29 | 03:00+02:00 03:30+02:00",
        "0 2,3 * * *     | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
        "15 0 * * *      | America/Havana      | 2026-03-08 | 01:00-04:00",
        "15 2 * * *      | Australia/Lord_Howe | 2026-10-04 | 02:30+11:00",
        "30 1 * * *      | Antarctica/Troll    | 2026-03-29 | 03:00+02:00",
        "30 12 * * *     | Pacific/Apia        | 2011-12-30 | -",
        "30 12 * * *     | Pacific/Apia        | 2011-12-31 | 00:00+14:00 12:30+14:00",
        // one that is shown twice happens when it is shown first
        "30 2 * * *      | Europe/Berlin       | 2026-10-25 | 02:30+02:00",
        "*/30 2 * * *    | Europe/Berlin       | 2026-10-25 | 02:00+02:00 02:30+02:00",
        "30 1 * * *      | America/New_York    | 2026-11-01 | 01:30-04:00",
        "45 1 * * *      | Australia/Lord_Howe | 2026-04-05 | 01:45+11:00",
        // an interval follows real time
        "30 */23 * * *   | Europe/Berlin       | 2026-10-25 | 00:30+02:00 23:30+01:00",
        "30 */2 * * *    | America/New_York    | 2026-03-08 | 00:30-05:00 03:00-04:00 04:30-04:00 "
            + "06:30-04:00 08:30-04:00 10:30-04:00 12:30-04:00 14:30-04:00 16:30-04:00 18:30-04:00 "
            + "20:30-04:00 22:30-04:00"
      })
  void dayOnWhichTheClockIsChanged(String cron, ZoneId zone, LocalDate day, String expected) {
    // Given
    CronCalendar calendar = new CronCalendar(new CronExpression(cron), zone);
    Instant midnight = day.atStartOfDay(zone).toInstant().minusNanos(1);

    // When
    List<Instant> moments =
        calendar.between(midnight, midnight.plus(Duration.ofHours(26))).toList();

    // Then
    assertThat(moments.stream().filter(moment -> day.equals(moment.atZone(zone).toLocalDate())))
        .containsExactlyElementsOf(
            Arrays.stream((expected == null ? "" : expected).split(" "))
                .filter(time -> !time.isEmpty())
                .map(time -> OffsetDateTime.parse(day + "T" + time).toInstant())
                .toList());
  }

  @Test
  void intervalHappensEveryRealHourOfTheLongDay() {
    CronCalendar hourly = new CronCalendar(new CronExpression("0 * * * *"), berlin());
    Instant midnight = Instant.parse("2026-10-24T22:00:00Z");

    assertThat(hourly.between(midnight.minusNanos(1), midnight.plus(Duration.ofHours(24))))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 24)
                .mapToObj(hour -> midnight.plus(Duration.ofHours(hour)))
                .toList());
  }

  @Test
  void rarestExpressionIsFoundAcrossTheCenturyWithoutALeapYear() {
    CronCalendar leapSundays =
        new CronCalendar(new CronExpression("0 12 29 2 */7"), ZoneId.of("UTC"));

    assertThat(leapSundays.next(Instant.parse("2088-02-29T12:00:00Z")))
        .contains(Instant.parse("2128-02-29T12:00:00Z"));
  }

  private static ZoneId berlin() {
    return ZoneId.of("Europe/Berlin");
  }
}
