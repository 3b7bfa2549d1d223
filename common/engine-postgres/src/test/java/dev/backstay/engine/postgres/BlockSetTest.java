package dev.backstay.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.BlockSet.BlockRange;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSetTest {
  @ParameterizedTest
  @ValueSource(longs = {3, 20261120})
  void rangesHoldExactlyTheBlocksThatWereAdded(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      // Given: clusters of blocks around the border of two pieces, and a limit now and then
      TreeSet<Long> blocks = new TreeSet<>();
      BlockSet.Builder builder = BlockSet.builder();
      long base = random.nextBoolean() ? 0 : (1L << 17) * random.nextInt(3) - 40;
      for (int at = 0; at < 60; at++) {
        long block = Math.max(0, base + random.nextInt(100));
        blocks.add(block);
        builder.add(block);
      }
      long limit =
          random.nextBoolean() ? BlockSet.NO_LIMIT : Math.max(0, base + random.nextInt(90));
      BlockSet set = builder.limit(limit).build();
      long first = Math.max(0, base + random.nextInt(50));
      long end = first + random.nextInt(80);

      // When
      List<BlockRange> ranges = set.rangesWithin(first, end);

      // Then
      for (long block = first; block < end; block++) {
        long each = block;
        boolean expected = blocks.contains(block) || block >= limit;
        assertThat(ranges.stream().anyMatch(range -> each >= range.first() && each < range.end()))
            .isEqualTo(expected);
        assertThat(set.contains(block)).isEqualTo(expected);
      }
      for (int at = 1; at < ranges.size(); at++) {
        assertThat(ranges.get(at).first()).isGreaterThan(ranges.get(at - 1).end());
      }
      assertThat(BlockSet.builder().addAll(set).build()).isEqualTo(set);
    }
  }

  @Test
  void allAndNothingAreWhatTheySay() {
    assertThat(BlockSet.ALL.rangesWithin(5, 9)).containsExactly(new BlockRange(5, 4));
    assertThat(BlockSet.NONE.rangesWithin(0, BlockSet.NO_LIMIT)).isEmpty();
    assertThat(BlockSet.of(List.of(new BlockRange(4, 2), new BlockRange(1, 3)), 100))
        .hasToString("5 blocks and all from 100");
  }
}
