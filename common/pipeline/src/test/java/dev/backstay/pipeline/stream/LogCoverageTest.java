package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LogCoverageTest {
  private static final int POSITIONS = 60;

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsExactlyTheBytesOfItsPiecesInWhateverOrderTheyCome(int seed) {
    // Given
    var random = new Random(seed);
    var bytes = new BitSet();
    List<LogRange> pieces = new ArrayList<>();
    for (int i = 0; i < random.nextInt(12); i++) {
      int from = random.nextInt(POSITIONS);
      int to = from + 1 + random.nextInt(10);
      pieces.add(range(from, to));
      bytes.set(from, to);
    }

    // When
    LogCoverage whole = LogCoverage.of(pieces);
    LogCoverage grown = LogCoverage.NOTHING;
    for (LogRange piece : pieces) {
      grown = grown.plus(new LogCoverage(List.of(piece)));
    }

    // Then
    assertThat(grown).isEqualTo(whole);
    var held = new BitSet();
    whole.ranges().forEach(range -> held.set(at(range.from()), at(range.to())));
    assertThat(held).isEqualTo(bytes);
    for (int position = 0; position < POSITIONS + 12; position++) {
      assertThat(whole.covers(range(position, position + 1))).isEqualTo(bytes.get(position));
      boolean near = bytes.get(position) || (position > 0 && bytes.get(position - 1));
      assertThat(whole.around(new Lsn(position)).isPresent()).isEqualTo(near);
    }
    assertThat(whole.gaps()).hasSize(Math.max(0, whole.ranges().size() - 1));
    whole
        .gaps()
        .forEach(gap -> assertThat(bytes.get(at(gap.from()), at(gap.to())).isEmpty()).isTrue());
  }

  @Test
  void ofAPositionBetweenTwoTouchingPiecesTheLaterOneCounts() {
    // Given
    LogCoverage coverage = LogCoverage.of(List.of(range(10, 20), range(20, 30), range(40, 50)));

    // When / Then
    assertThat(coverage.around(new Lsn(20))).contains(range(10, 30));
    assertThat(coverage.around(new Lsn(30))).contains(range(10, 30));
    assertThat(coverage.around(new Lsn(31))).isEmpty();
    assertThat(coverage.newest()).contains(range(40, 50));
  }

  @Test
  void positionsBeyondHalfOfTheRangeAreLaterOnes() {
    // Given
    LogCoverage coverage =
        LogCoverage.of(List.of(new LogRange(new Lsn(Long.MAX_VALUE), new Lsn(Long.MIN_VALUE + 5))));

    // When / Then
    assertThat(coverage.around(new Lsn(Long.MIN_VALUE))).isPresent();
  }

  private static LogRange range(int from, int to) {
    return new LogRange(new Lsn(from), new Lsn(to));
  }

  private static int at(Lsn position) {
    return (int) position.value();
  }
}
