package dev.backstay.contract.policy;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the five fields of a cron expression, and the values it may hold. */
enum CronField {
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY_OF_MONTH("day of month", 1, 31, ""),
  MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
  DAY_OF_WEEK("day of week", 0, 7, "sun mon tue wed thu fri sat");

  private static final Pattern ITEM =
      Pattern.compile("(?:\\*|(\\w{1,3})(?:-(\\w{1,3}))?)(?:/(\\d{1,2}))?");

  private final String noun;
  private final int min;
  private final int max;

  /** Of the values from {@code min} on, separated by spaces. */
  private final String names;

  CronField(String noun, int min, int max, String names) {
    this.noun = noun;
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /** The values the field matches, as bits; Sunday is bit 0 only. */
  long parse(String field) {
    long values = 0;
    for (String item : field.split(",", -1)) {
      Matcher matcher = ITEM.matcher(item);
      if (!matcher.matches()) {
        throw wrong(item);
      }
      values |= range(item, matcher);
    }
    if (this == DAY_OF_WEEK && (values & (1L << 7)) != 0) {
      values = (values & ~(1L << 7)) | 1;
    }
    return values;
  }

  private long range(String item, Matcher matcher) {
    boolean stepped = matcher.group(3) != null;
    int from = matcher.group(1) == null ? min : value(item, matcher.group(1));
    int until = from;
    if (matcher.group(2) != null) {
      until = value(item, matcher.group(2));
    } else if (matcher.group(1) == null || stepped) {
      until = max;
    }
    int step = stepped ? Integer.parseInt(matcher.group(3)) : 1;
    if (until < from || step == 0) {
      throw wrong(item);
    }
    long values = 0;
    for (int value = from; value <= until; value += step) {
      values |= 1L << value;
    }
    return values;
  }

  private int value(String item, String text) {
    int named = names().indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named + min;
    }
    if (!text.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
      throw wrong(item);
    }
    int value = Integer.parseInt(text);
    if (value < min || value > max) {
      throw wrong(item);
    }
    return value;
  }

  private List<String> names() {
    return List.of(names.split(" "));
  }

  private IllegalArgumentException wrong(String item) {
    String named = names.isEmpty() ? "" : " or " + names().getFirst() + "-" + names().getLast();
    return new IllegalArgumentException(
        "'%s' does not fit the %s of a cron expression (%d-%d%s)"
            .formatted(item, noun, min, max, named));
  }
}
