package dev.backstay.contract.policy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A repeating moment in five fields: minute, hour, day of month, month, day of week. Each is {@code
 * *}, a value, a range {@code a-b}, either with a step {@code /n}, or a comma-separated list of
 * these; months and days also by their first three English letters, Sunday is 0 or 7. As in cron, a
 * day matches when either day field does, unless one of them begins with {@code *}: then when both
 * do. What becomes of times that a change of the clock skips or repeats is the scheduler's rule.
 *
 * @param text the fields, separated by single spaces
 */
public record CronExpression(String text) {
  /** Longer than the longest sensible list; keeps parsing and messages short. */
  private static final int MAX_LENGTH = 256;

  private static final Pattern SPACES = Pattern.compile("[ \t]+");

  /** Days of the months in a leap year. */
  private static final int[] LAST_DAY = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  public CronExpression {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a cron expression has at most 256 characters");
    }
    List<String> fields = List.of(SPACES.split(text.strip()));
    if (fields.size() != CronField.values().length) {
      throw new IllegalArgumentException(
          "'%s' is not a cron expression: it has %d fields, not 5 (minute hour day month weekday)"
              .formatted(text, text.isBlank() ? 0 : fields.size()));
    }
    CronFields values = CronFields.parse(fields);
    if (!values.eitherDay() && !happens(values.daysOfMonth(), values.months())) {
      throw new IllegalArgumentException(
          "'%s' never happens: no month it names has such a day".formatted(text));
    }
    text = String.join(" ", fields);
  }

  /** What each field matches. */
  public CronFields fields() {
    return CronFields.parse(List.of(SPACES.split(text)));
  }

  private static boolean happens(long days, long months) {
    int first = Long.numberOfTrailingZeros(days);
    for (int month = 1; month <= LAST_DAY.length; month++) {
      if ((months & (1L << month)) != 0 && first <= LAST_DAY[month - 1]) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return text;
  }
}
