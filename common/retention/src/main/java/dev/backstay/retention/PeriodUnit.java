package dev.backstay.retention;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;
import java.util.Locale;

/** The calendar periods of which the last backup can be kept. Weeks are those of ISO 8601. */
public enum PeriodUnit {
  DAY("daily", year(ChronoField.YEAR).appendPattern("-MM-dd")),
  WEEK(
      "weekly",
      year(IsoFields.WEEK_BASED_YEAR)
          .appendLiteral("-W")
          .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)),
  MONTH("monthly", year(ChronoField.YEAR).appendPattern("-MM")),
  YEAR("yearly", year(ChronoField.YEAR));

  private final String adverb;
  private final DateTimeFormatter format;

  PeriodUnit(String adverb, DateTimeFormatterBuilder format) {
    this.adverb = adverb;
    this.format = format.toFormatter(Locale.ROOT);
  }

  private static DateTimeFormatterBuilder year(TemporalField field) {
    return new DateTimeFormatterBuilder().appendValue(field, 4, 10, SignStyle.EXCEEDS_PAD);
  }

  /** How often it comes round, as the policy's key says it. */
  String adverb() {
    return adverb;
  }

  /** The period of this unit that a day belongs to. */
  Period periodOf(LocalDate day) {
    return new Period(this, format.format(day));
  }

  /**
   * One day, week, month or year.
   *
   * @param name the same for every day of the period and for no other, such as {@code 2026-W47}
   */
  public record Period(PeriodUnit unit, String name) {
    @Override
    public String toString() {
      return unit.name().toLowerCase(Locale.ROOT) + " " + name;
    }
  }
}
