package dev.backstay.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Random;

/** Time zones that do something odd to their clocks, and the weeks in which they do. */
public final class Zones {
  private static final Instant EPOCH = Instant.parse("1985-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2037-12-31T00:00:00Z");

  /** What is odd stands beside each. */
  public static final List<ZoneId> ODD =
      List.of(
          ZoneId.of("UTC"), // nothing at all
          ZoneId.of("Europe/Berlin"), // at 02:00 and 03:00
          ZoneId.of("Europe/Dublin"), // winter is the exception
          ZoneId.of("America/New_York"),
          ZoneId.of("America/Havana"), // at midnight
          ZoneId.of("America/Asuncion"), // at midnight, back into the day before
          ZoneId.of("America/Caracas"), // half an hour, twice in its life
          ZoneId.of("Australia/Lord_Howe"), // half an hour, every year
          ZoneId.of("Asia/Kathmandu"), // a quarter of an hour, once
          ZoneId.of("Asia/Pyongyang"), // half an hour back, and forth again
          ZoneId.of("Africa/Casablanca"), // back for Ramadan
          ZoneId.of("Africa/Cairo"),
          ZoneId.of("Antarctica/Troll"), // two hours
          ZoneId.of("Pacific/Apia"), // a day left out
          ZoneId.of("Pacific/Kwajalein")); // a day left out

  private Zones() {}

  /** An instant up to three days before a change of the clock, or anywhere when there is none. */
  public static Instant beforeChange(ZoneId zone, Random random) {
    Instant anywhere = EPOCH.plusSeconds(random.nextLong(Duration.between(EPOCH, END).toSeconds()));
    ZoneOffsetTransition change = zone.getRules().nextTransition(anywhere);
    change = change == null ? zone.getRules().previousTransition(anywhere) : change;
    Instant around =
        change == null || change.getInstant().isBefore(EPOCH) ? anywhere : change.getInstant();
    long minutes = around.getEpochSecond() / 60 - random.nextLong(Duration.ofDays(3).toMinutes());
    return Instant.ofEpochSecond(minutes * 60);
  }
}
