package dev.backstay.calendar;

import dev.backstay.contract.policy.CronExpression;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A random cron expression beside what it means, which is written down while the text is made up,
 * never read from the text.
 */
public record RandomCron(String text, Predicate<LocalDateTime> matches, boolean interval) {

  /** One that happens often enough to be interesting within days. */
  public static RandomCron of(Random random) {
    Field minute = Field.of(random, 0, 59);
    Field hour = random.nextInt(3) == 0 ? Field.listed(random, 0, 3) : Field.of(random, 0, 23);
    Field day = random.nextBoolean() ? Field.any(1, 31, 1) : Field.of(random, 1, 31);
    Field month = random.nextInt(4) > 0 ? Field.any(1, 12, 1) : Field.of(random, 1, 12);
    Field weekday = random.nextBoolean() ? Field.any(0, 6, 1) : Field.of(random, 0, 6);
    String text = String.join(" ", minute.text, hour.text, day.text, month.text, weekday.text);
    Predicate<LocalDateTime> matches =
        time -> {
          boolean ofMonth = day.values.contains(time.getDayOfMonth());
          boolean ofWeek = weekday.values.contains(time.getDayOfWeek().getValue() % 7);
          return minute.values.contains(time.getMinute())
              && hour.values.contains(time.getHour())
              && month.values.contains(time.getMonthValue())
              && ((day.starred || weekday.starred) ? ofMonth && ofWeek : ofMonth || ofWeek);
        };
    return new RandomCron(text, matches, hour.starred);
  }

  public CronExpression expression() {
    return new CronExpression(text);
  }

  private record Field(String text, Set<Integer> values, boolean starred) {
    static Field of(Random random, int min, int max) {
      return switch (random.nextInt(3)) {
        case 0 -> any(min, max, random.nextBoolean() ? 1 : random.nextInt(2, 13));
        default -> listed(random, min, max);
      };
    }

    static Field any(int min, int max, int step) {
      Set<Integer> values = new HashSet<>();
      for (int value = min; value <= max; value += step) {
        values.add(value);
      }
      return new Field(step == 1 ? "*" : "*/" + step, values, true);
    }

    static Field listed(Random random, int min, int max) {
      List<String> items = new ArrayList<>();
      Set<Integer> values = new HashSet<>();
      for (int item = random.nextInt(3); item >= 0; item--) {
        int from = random.nextInt(min, max + 1);
        int until = random.nextBoolean() ? from : random.nextInt(from, max + 1);
        int step = random.nextInt(1, 5);
        items.add(until == from ? Integer.toString(from) : from + "-" + until + "/" + step);
        for (int value = from; value <= until; value += step) {
          values.add(value);
        }
      }
      return new Field(String.join(",", items), values, false);
    }
  }
}
