package dev.backstay.contract.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTest {
  @ParameterizedTest
  @CsvSource({
    "0/0, 0, 0/0",
    "16/B374D848, 97500059720, 16/B374D848",
    "16/b374d848, 97500059720, 16/B374D848",
    "0/01000000, 16777216, 0/1000000",
    "FFFFFFFF/FFFFFFFF, -1, FFFFFFFF/FFFFFFFF"
  })
  void isWrittenAsServersWriteIt(String text, long value, String written) {
    assertThat(StreamPosition.parse(text))
        .isEqualTo(new StreamPosition(value))
        .hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "/", "1/", "G/0", "-1/0", "100000000/0", "0/100000000", " 0/0"})
  void whatIsNoPositionIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> StreamPosition.parse(text));
  }

  @Test
  void positionsAreOrderedWithoutASign() {
    // Given
    var high = new StreamPosition(Long.MIN_VALUE);
    var low = new StreamPosition(Long.MAX_VALUE);

    // Then
    assertThat(low.isBefore(high)).isTrue();
    assertThat(low.max(high)).isEqualTo(high);
    assertThat(high.minus(low)).isEqualTo(1);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    var random = new Random(7);
    for (int round = 0; round < 1_000; round++) {
      var position = new StreamPosition(random.nextLong());
      assertThat(StreamPosition.parse(position.toString())).isEqualTo(position);
    }
  }
}
