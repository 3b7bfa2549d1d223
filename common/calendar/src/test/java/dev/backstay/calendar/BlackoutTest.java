package dev.backstay.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.BlackoutWindow;
import dev.backstay.contract.policy.CronExpression;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlackoutTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final int CASES_A_ZONE = 10 * Integer.getInteger("backstay.rounds", 4);

  static Stream<ZoneId> zones() {
    return Zones.ODD.stream();
  }

  @ParameterizedTest
  @MethodSource("zones")
  void blackoutIsWhatTheWallClockSays(ZoneId zone) {
    for (int seed = 0; seed < CASES_A_ZONE; seed++) {
      // Given
      Random random = new Random(seed);
      RandomBlackout windows = RandomBlackout.of(random, zone);
      Instant from = Zones.beforeChange(zone, random);
      Blackout blackout = new Blackout(windows.windows(), zone);
      for (int sample = 0; sample < 50; sample++) {
        Instant minute = from.plus(Duration.ofMinutes(random.nextLong(6 * 24 * 60)));
        Instant instant = minute.plusMillis(random.nextLong(60_000));

        // When
        Instant released = blackout.release(minute).orElseThrow();
        Instant began = blackout.begin(instant);

        // Then
        String replay = "seed %d: %s at %s".formatted(seed, windows, instant);
        assertThat(blackout.covers(instant)).as(replay).isEqualTo(windows.covers(instant));
        assertThat(released).as(replay).isEqualTo(windows.release(minute));
        assertThat(windows.covers(began.minusMillis(1)) && windows.covers(instant))
            .as(replay)
            .isFalse();
        assertThat(blackout.release(began)).as(replay).isEqualTo(blackout.release(instant));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // begins on Friday, ends on Saturday
    "2026-11-20T21:59:59+01:00, 2026-11-20T21:59:59+01:00",
    "2026-11-20T22:00:00+01:00, 2026-11-21T06:00:00+01:00",
    "2026-11-21T05:59:59+01:00, 2026-11-21T06:00:00+01:00",
    "2026-11-21T06:00:00+01:00, 2026-11-21T06:00:00+01:00",
    "2026-11-21T22:00:00+01:00, 2026-11-21T22:00:00+01:00",
    // an hour shorter in real time, when the clock goes forward on Saturday night
    "2027-04-02T23:00:00+02:00, 2027-04-03T06:00:00+02:00"
  })
  void windowOfFridayNightEndsOnSaturdayMorning(OffsetDateTime at, OffsetDateTime released) {
    Blackout blackout =
        new Blackout(List.of(window(Set.of(DayOfWeek.FRIDAY), "22:00", "06:00")), BERLIN);

    assertThat(blackout.release(at.toInstant())).contains(released.toInstant());
  }

  @Test
  void windowLastsAsLongAsTheClockShowsIt() {
    Blackout blackout = new Blackout(List.of(window(everyDay(), "01:30", "02:30")), BERLIN);

    assertThat(blackout.release(Instant.parse("2026-10-24T23:30:00Z")))
        .contains(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(blackout.release(Instant.parse("2026-10-25T01:00:00Z")))
        .as("the clock shows 02:00 to 02:30 again")
        .contains(Instant.parse("2026-10-25T01:30:00Z"));
    assertThat(blackout.release(Instant.parse("2027-03-28T00:45:00Z")))
        .as("the clock skips 02:00 to 03:00")
        .contains(Instant.parse("2027-03-28T01:00:00Z"));
  }

  @Test
  void momentsInABlackoutHappenAtItsEndTogether() {
    // Given
    Blackout blackout = new Blackout(List.of(window(everyDay(), "20:00", "06:30")), BERLIN);
    Moments hourly = new CronCalendar(new CronExpression("0 * * * *"), BERLIN);
    Moments moments = new OutsideBlackout(hourly, blackout);
    Instant evening = Instant.parse("2026-11-20T17:30:00Z");

    // When // Then
    assertThat(moments.between(evening, evening.plus(Duration.ofHours(14))))
        .containsExactly(
            Instant.parse("2026-11-20T18:00:00Z"),
            Instant.parse("2026-11-21T05:30:00Z"),
            Instant.parse("2026-11-21T06:00:00Z"),
            Instant.parse("2026-11-21T07:00:00Z"));
    assertThat(moments.next(Instant.parse("2026-11-21T05:15:00Z")))
        .as("none between here and the end, but some before")
        .contains(Instant.parse("2026-11-21T05:30:00Z"));
  }

  @Test
  void nothingHappensInABlackoutWithoutEnd() {
    // Given
    Blackout blackout =
        new Blackout(
            List.of(window(everyDay(), "00:00", "12:00"), window(everyDay(), "12:00", "00:00")),
            BERLIN);
    Moments hourly = new CronCalendar(new CronExpression("0 * * * *"), BERLIN);

    // When // Then
    Instant now = Instant.parse("2026-11-20T17:30:00Z");
    assertThat(blackout.release(now)).isEmpty();
    assertThat(new OutsideBlackout(hourly, blackout).next(now)).isEmpty();
  }

  private static BlackoutWindow window(Set<DayOfWeek> days, String from, String until) {
    return new BlackoutWindow(days, LocalTime.parse(from), LocalTime.parse(until));
  }

  private static Set<DayOfWeek> everyDay() {
    return EnumSet.allOf(DayOfWeek.class);
  }
}
