package dev.backstay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backstay.engine.ByteRanges.ByteRange;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
  @ParameterizedTest
  @ValueSource(longs = {5, 20261120})
  void whatIsAddedIsWhatIsTouched(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      // Given
      boolean[] bytes = new boolean[200];
      ByteRanges.Builder builder = ByteRanges.builder();
      int at = 0;
      while (at < 180) {
        int offset = at + random.nextInt(12);
        int length = random.nextInt(9);
        builder.add(offset, length);
        Arrays.fill(bytes, offset, offset + length, true);
        at = offset + random.nextInt(length + 1);
      }

      // When
      ByteRanges ranges = builder.build();

      // Then
      long count = 0;
      for (int each = 0; each < bytes.length; each++) {
        assertThat(ranges.touches(each, 1)).isEqualTo(bytes[each]);
        count += bytes[each] ? 1 : 0;
      }
      assertThat(ranges.bytes()).isEqualTo(count);
      assertThat(ranges.touches(0, 200)).isEqualTo(!ranges.isEmpty());
    }
  }

  @Test
  void rangesThatTouchAreOne() {
    assertThat(ByteRanges.builder().add(0, 4).add(4, 4).add(10, 1).build().ranges())
        .containsExactly(new ByteRange(0, 8), new ByteRange(10, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ByteRanges(List.of(new ByteRange(0, 4), new ByteRange(4, 4))));
    assertThat(ByteRanges.of(7, 0)).isSameAs(ByteRanges.NONE);
  }
}
