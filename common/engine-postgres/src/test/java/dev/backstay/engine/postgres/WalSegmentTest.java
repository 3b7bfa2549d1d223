package dev.backstay.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalSegmentTest {
  private static final int SIXTEEN = 16 << 20;

  /** As pg_walfile_name answered on servers with such segments. */
  @ParameterizedTest
  @CsvSource({
    "1, 0/2000028, 16777216, 000000010000000000000002",
    "3, 16/B374D848, 16777216, 0000000300000016000000B3",
    "1, 1/0, 16777216, 000000010000000100000000",
    "1, 1/0, 1048576, 000000010000000100000000",
    "1, 0/FFF00000, 1048576, 000000010000000000000FFF",
    "31, 5/40000000, 1073741824, 0000001F0000000500000001"
  })
  void nameIsThatOfTheServer(int timeline, String position, int bytes, String name) {
    WalSegment segment = WalSegment.at(timeline, Lsn.parse(position), bytes);
    assertThat(segment.name()).isEqualTo(name);
    assertThat(WalSegment.parse(name, bytes)).isEqualTo(segment);
    assertThat(segment.contains(Lsn.parse(position))).isTrue();
  }

  @Test
  void anEndOnABorderBelongsToTheSegmentBefore() {
    assertThat(WalSegment.endingAt(1, Lsn.parse("0/3000000"), SIXTEEN).name())
        .isEqualTo("000000010000000000000002");
    assertThat(WalSegment.at(1, Lsn.parse("0/3000000"), SIXTEEN).name())
        .isEqualTo("000000010000000000000003");
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 20261120})
  void segmentsFollowEachOtherWithoutGapOrOverlap(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      int bytes = 1 << (20 + random.nextInt(11));
      WalSegment segment = new WalSegment(1 + random.nextInt(9), random.nextInt(1 << 20), bytes);
      assertThat(segment.next().start()).isEqualTo(segment.end());
      assertThat(WalSegment.parse(segment.name(), bytes)).isEqualTo(segment);
      assertThat(segment.next().name()).isGreaterThan(segment.name());
    }
  }

  @Test
  void whatIsNoSegmentIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WalSegment.parse("00000002.history", SIXTEEN));
    assertThatIllegalArgumentException().isThrownBy(() -> new WalSegment(1, 0, 3 << 20));
    assertThat(WalSegment.isName("000000010000000000000002.partial")).isFalse();
  }
}
