package dev.backstay.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people write it: {@code 15m}, {@code 1h30m}, {@code 7d}; or ISO-8601. */
public final class HumanDuration {
  /** For editors; shape only. */
  static final String PATTERN = "^(([0-9]+[wdhms])+|P.+)$";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");
  private static final int[] SECONDS = {7 * 86_400, 86_400, 3_600, 60, 1};

  private HumanDuration() {}

  /** Throws {@link IllegalArgumentException} naming the accepted forms. */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!text.isEmpty() && matcher.matches()) {
      long seconds = 0;
      for (int unit = 0; unit < SECONDS.length; unit++) {
        String number = matcher.group(unit + 1);
        seconds += number == null ? 0 : Long.parseLong(number) * SECONDS[unit];
      }
      return Duration.ofSeconds(seconds);
    }
    try {
      if (text.startsWith("P")) {
        return Duration.parse(text);
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(notOne(text), e);
    }
    throw new IllegalArgumentException(notOne(text));
  }

  private static String notOne(String text) {
    return "'" + text + "' is not a duration; write for example 30s, 15m, 24h or 7d";
  }
}
