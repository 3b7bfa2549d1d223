package dev.backstay.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {
  @Test
  void isWrittenAsPostgresDoes() {
    assertThat(Lsn.parse("16/B374D848").value()).isEqualTo(0x16_B374_D848L);
    assertThat(Lsn.parse("16/B374D848")).hasToString("16/B374D848");
    assertThat(Lsn.ZERO).hasToString("0/0");
    assertThat(new Lsn(0x1_0000_0000L)).hasToString("1/0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261120})
  void everyFormReadsBackAndSortsAsThePositionDoes(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 1000; round++) {
      Lsn one = new Lsn(random.nextLong());
      Lsn two = new Lsn(random.nextLong());
      assertThat(Lsn.parse(one.toString())).isEqualTo(one);
      assertThat(Lsn.ofHex16(one.hex16())).isEqualTo(one);
      assertThat(one.compareTo(two) < 0).isEqualTo(one.hex16().compareTo(two.hex16()) < 0);
      assertThat(one.plus(two.minus(one))).isEqualTo(two);
      assertThat(one.max(two)).isGreaterThanOrEqualTo(one.min(two));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "1", "1/", "/1", "1/2/3", "G/0", "123456789/0", "-1/0"})
  void whatIsNoPositionIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Lsn.parse(text));
  }
}
