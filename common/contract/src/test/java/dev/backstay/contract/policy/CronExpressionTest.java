package dev.backstay.contract.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
  private static final int CASES = 500;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "30 2 * * *",
        "*/5 0-6,22-23 1,15 jan-mar MON-FRI",
        "0 0 29 feb *",
        "0 0 31 2 mon",
        "0 3 1 * 7",
        "5/15 * * * *"
      })
  void ordinaryExpressionIsAccepted(String text) {
    assertThat(new CronExpression(text).text()).isEqualTo(text);
  }

  @Test
  void spacesDoNotMatter() {
    assertThat(new CronExpression("  30\t2  * * * ")).isEqualTo(new CronExpression("30 2 * * *"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "@daily",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "*/0 * * * *",
        "1,,2 * * * *",
        "1- * * * *",
        "* * * monday *",
        "* * * * jan",
        "٣ * * * *",
        "0 0 31 4,6 *",
        "0 0 30 2 */2"
      })
  void whatIsNoExpressionIsRefused(String text) {
    assertThatThrownBy(() -> new CronExpression(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 13 * *,     2026-11-13, true",
    "0 0 13 * *,     2026-11-20, false",
    "0 0 13 * fri,   2026-11-20, true",
    "0 0 13 * fri,   2026-10-13, true",
    "0 0 13 * fri,   2026-11-19, false",
    "0 0 13 * */7,   2026-11-13, false",
    "0 0 13 * */7,   2026-12-13, true",
    "0 0 */2 * fri,  2026-11-13, true",
    "0 0 */2 * fri,  2026-11-20, false",
    "0 0 * 11 7,     2026-11-22, true",
    "0 0 * 12 7,     2026-11-22, false"
  })
  void dayMatchesByEitherFieldUnlessOneBeginsWithAStar(
      String text, LocalDate day, boolean included) {
    assertThat(new CronExpression(text).fields().includes(day)).isEqualTo(included);
  }

  @ParameterizedTest
  @CsvSource({"30 * * * *,true", "30 */6 * * *,true", "* 2 * * *,false", "0 0-23 * * *,false"})
  void expressionIsAnIntervalWhenItsHourBeginsWithAStar(String text, boolean interval) {
    assertThat(new CronExpression(text).fields().interval()).isEqualTo(interval);
  }

  @ParameterizedTest
  @EnumSource(CronField.class)
  void fieldMatchesWhatItsGrammarSays(CronField field) {
    Random random = new Random(7);
    int max = limit(field);
    int min = field == CronField.DAY_OF_MONTH || field == CronField.MONTH ? 1 : 0;
    for (int i = 0; i < CASES; i++) {
      // Given
      List<String> items = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      for (int item = random.nextInt(3); item >= 0; item--) {
        int from = random.nextInt(min, max + 1);
        int until = random.nextInt(from, max + 1);
        int step = random.nextInt(1, 8);
        items.add(from + "-" + until + "/" + step);
        IntStream.rangeClosed(from, until)
            .filter(value -> (value - from) % step == 0)
            .forEach(expected::add);
      }
      String text = String.join(",", items);

      // When
      long values = field.parse(text);

      // Then
      assertThat(values).as(text).isEqualTo(bits(field, expected));
    }
  }

  private static long bits(CronField field, List<Integer> values) {
    return values.stream()
        .map(value -> field == CronField.DAY_OF_WEEK && value == 7 ? 0 : value)
        .distinct()
        .collect(Collectors.summingLong(value -> 1L << value));
  }

  private static int limit(CronField field) {
    return switch (field) {
      case MINUTE -> 59;
      case HOUR -> 23;
      case DAY_OF_MONTH -> 31;
      case MONTH -> 12;
      case DAY_OF_WEEK -> 7;
    };
  }
}
