package dev.backstay.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-29T23:59:59Z",
        "2024-07-01T12:00:00.5Z",
        "2024-07-01T12:00:00.000000001Z",
        "2024-07-01T12:00:00.12345Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void timesAreWrittenAsTheyWereRead(String text) {
    assertThat(written(GoTime.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-07-01T15:30:00.5+05:30, 2024-07-01T10:00:00.5Z",
    "2024-01-01T00:00:00-09:30, 2024-01-01T09:30:00Z",
    "2024-01-01T00:00:00+00:00, 2024-01-01T00:00:00Z",
    "2024-01-01T00:00:00.1234567899Z, 2024-01-01T00:00:00.123456789Z"
  })
  void anyOffsetIsRead(String text, Instant instant) {
    assertThat(GoTime.parse(text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2024-07-01",
        "2024-07-01T12:00:00",
        "2024-07-01T12:00:00.Z",
        "2024-07-01T12:00:00.5",
        "2024-07-01T12:00:60Z",
        "2024-07-01T24:00:00Z",
        "2024-02-30T12:00:00Z",
        "2024-13-01T12:00:00Z",
        "2024-07-01 12:00:00Z",
        "2024-07-01T12:00:00z",
        "2024-07-01T12:00:00+0100",
        "2024-07-01T12:00:00+01:60",
        "2024-07-01T12:00:00+25:00",
        "2024-07-01T12:00:00ZZ",
        "+2024-7-01T12:00:00Z",
        "\u0662024-07-01T12:00:00Z"
      })
  void otherTextIsRefused(String text) {
    assertThatThrownBy(() -> GoTime.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "-0044-03-15T12:00:00Z, 0000-03-15T12:00:00Z",
    "+12345-03-15T12:00:00Z, 9999-03-15T12:00:00Z"
  })
  void yearsThatDoNotFitAreBroughtToTheBound(Instant instant, String text) {
    assertThat(written(instant)).isEqualTo(text);
  }

  private static String written(Instant instant) {
    JsonBytes out = new JsonBytes();
    GoTime.write(instant, out);
    return new String(out.finish(), StandardCharsets.UTF_8);
  }
}
