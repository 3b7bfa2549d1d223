package dev.backstay.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerFactsTest {
  @Test
  void segmentsAreCountedInTheServersOwnPages() {
    assertThat(facts(8192, Map.of("segment_size", "131072")).pagesOfSegment()).isEqualTo(131_072);
    assertThat(facts(32_768, Map.of("segment_size", "32768")).pagesOfSegment()).isEqualTo(32_768);
    assertThat(facts(16_384, Map.of()).pagesOfSegment()).isEqualTo(65_536);
  }

  private static ServerFacts facts(int blockBytes, Map<String, String> settings) {
    return new ServerFacts(
        new SystemId(1), 170_000, 1, false, blockBytes, 16 << 20, true, settings);
  }
}
