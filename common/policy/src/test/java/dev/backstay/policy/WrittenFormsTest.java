package dev.backstay.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenFormsTest {
  @ParameterizedTest
  @CsvSource({
    "1s, PT1S",
    "15m, PT15M",
    "24h, PT24H",
    "7d, PT168H",
    "2w, PT336H",
    "1h30m, PT1H30M",
    "PT15M, PT15M",
    "P7D, PT168H"
  })
  void durationIsReadInHumanAndInIsoForm(String text, Duration expected) {
    assertThat(HumanDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "15",
        "m",
        "15 m",
        "30m1h",
        "1.5h",
        "-1h",
        "P",
        "P1Y",
        "PT9999999999999999H",
        "9999999999m"
      })
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> HumanDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a duration; write for example 30s, 15m, 24h or 7d");
  }

  @Test
  void nearestNameIsFoundAndFarOnesAreNotOffered() {
    List<String> names = List.of("retention", "schedule", "url");

    assertThat(Suggestion.nearest("retnetion", names)).contains("retention");
    assertThat(Suggestion.nearest("uri", names)).contains("url");
    assertThat(Suggestion.nearest("backup", names)).isEmpty();
    assertThat(Suggestion.nearest("r".repeat(10_000), names)).isEmpty();
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }
}
