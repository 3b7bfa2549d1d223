package dev.backstay.vault.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerPolynomialTest {
  @Test
  void thePolynomialOfResticsOwnDocumentationIsIrreducible() {
    assertThat(ChunkerPolynomial.isIrreducible(0x3DA3358B4DC173L)).isTrue();
  }

  @Test
  void aProductIsNotIrreducible() {
    Random random = new Random(53);
    for (int round = 0; round < 200; round++) {
      int degree = 1 + random.nextInt(26);
      long product = multiply(polynomial(random, degree), polynomial(random, 53 - degree));
      assertThat(63 - Long.numberOfLeadingZeros(product)).isEqualTo(53);
      assertThat(ChunkerPolynomial.isIrreducible(product)).as("%x", product).isFalse();
    }
  }

  @Test
  void generatedPolynomialsAreIrreducibleAndDiffer() {
    SecureRandom random = new SecureRandom();
    long first = ChunkerPolynomial.generate(random);
    long second = ChunkerPolynomial.generate(random);
    assertThat(first).isNotEqualTo(second);
    assertThat(ChunkerPolynomial.isIrreducible(first)).isTrue();
    assertThat(first >>> 53).isEqualTo(1);
  }

  private static long polynomial(Random random, int degree) {
    return (random.nextLong() & ((1L << degree) - 1)) | (1L << degree);
  }

  private static long multiply(long a, long b) {
    long product = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      if ((b >>> i & 1) != 0) {
        product ^= a << i;
      }
    }
    return product;
  }
}
