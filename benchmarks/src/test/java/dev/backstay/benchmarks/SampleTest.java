package dev.backstay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.vault.codec.Zstd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleTest {
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({"TEXT, 2, 3", "INDEX, 2, 6", "ZEROS, 15, 60"})
  void aSampleCompressesAsItsKindDoes(Sample sample, double atLeast, double atMost) {
    // Given
    byte[] bytes = sample.bytes(MIB);

    // When
    double ratio;
    try (Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL)) {
      ratio = (double) MIB / zstd.compress(bytes).length;
    }

    // Then
    assertThat(bytes).hasSize(MIB).isEqualTo(sample.bytes(MIB));
    assertThat(ratio).isBetween(atLeast, atMost);
  }
}
