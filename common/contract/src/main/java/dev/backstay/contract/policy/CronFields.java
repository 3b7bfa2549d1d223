package dev.backstay.contract.policy;

import java.time.LocalDate;
import java.util.List;

/**
 * What a cron expression matches, field by field. Bit n of a field stands for its value n; Sunday
 * is bit 0.
 *
 * @param eitherDay whether one matching day field is enough: cron's rule where neither begins with
 *     {@code *}; else both must match
 * @param interval whether the hour field begins with {@code *}: the expression then means a
 *     distance in time rather than times of day
 */
public record CronFields(
    long minutes,
    long hours,
    long daysOfMonth,
    long months,
    long daysOfWeek,
    boolean eitherDay,
    boolean interval) {
  private static final String ANY = "*";

  private static final int DAYS_OF_WEEK = 7;

  /** Reads the five fields of an expression. */
  static CronFields parse(List<String> fields) {
    return new CronFields(
        CronField.MINUTE.parse(fields.get(0)),
        CronField.HOUR.parse(fields.get(1)),
        CronField.DAY_OF_MONTH.parse(fields.get(2)),
        CronField.MONTH.parse(fields.get(3)),
        CronField.DAY_OF_WEEK.parse(fields.get(4)),
        !fields.get(2).startsWith(ANY) && !fields.get(4).startsWith(ANY),
        fields.get(1).startsWith(ANY));
  }

  /** Whether the expression matches at some time of a day. */
  public boolean includes(LocalDate day) {
    if (!holds(months, day.getMonthValue())) {
      return false;
    }
    boolean ofMonth = holds(daysOfMonth, day.getDayOfMonth());
    boolean ofWeek = holds(daysOfWeek, day.getDayOfWeek().getValue() % DAYS_OF_WEEK);
    return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
  }

  private static boolean holds(long values, int value) {
    return (values & (1L << value)) != 0;
  }
}
