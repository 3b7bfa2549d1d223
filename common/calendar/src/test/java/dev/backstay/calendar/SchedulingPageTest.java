package dev.backstay.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.CronExpression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples on the page about scheduling: what they say is what happens. */
class SchedulingPageTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDate SPRING = LocalDate.parse("2026-03-29");
  private static final LocalDate AUTUMN = LocalDate.parse("2026-10-25");
  private static final LocalTime END = LocalTime.of(5, 0);

  private static final Pattern CLOCK_ROW =
      Pattern.compile("\\| `([^`]+)` \\| ([0-9][^|]*) \\| ([0-9][^|]*) \\|");

  @Test
  void examplesOfClockChangesAreTrue() throws IOException {
    List<Matcher> rows =
        Files.readAllLines(Path.of(System.getProperty("backstay.root"), "docs/scheduling.md"))
            .stream()
            .map(CLOCK_ROW::matcher)
            .filter(Matcher::matches)
            .toList();

    assertThat(rows).hasSizeGreaterThan(5);
    for (Matcher row : rows) {
      assertThat(moments(row.group(1), SPRING)).as(row.group()).isEqualTo(row.group(2));
      assertThat(moments(row.group(1), AUTUMN)).as(row.group()).isEqualTo(row.group(3));
    }
  }

  /** The moments of a night as the page writes them. */
  private static String moments(String cron, LocalDate day) {
    Instant midnight = day.atStartOfDay(BERLIN).toInstant();
    return new CronCalendar(new CronExpression(cron), BERLIN)
        .between(midnight.minusNanos(1), day.atTime(END).atZone(BERLIN).toInstant().minusNanos(1))
        .map(moment -> moment.atZone(BERLIN))
        .map(time -> time.toLocalTime() + (isShownAgain(time) ? " again" : ""))
        .collect(Collectors.joining(", "));
  }

  private static boolean isShownAgain(ZonedDateTime time) {
    return !time.withEarlierOffsetAtOverlap().equals(time);
  }
}
