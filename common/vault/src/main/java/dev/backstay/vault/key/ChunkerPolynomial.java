package dev.backstay.vault.key;

import java.security.SecureRandom;

/**
 * Random irreducible polynomials of degree 53 over GF(2), as stock restic demands one in every
 * config.
 */
final class ChunkerPolynomial {
  private static final int DEGREE = 53;

  private ChunkerPolynomial() {}

  /** A polynomial, its coefficients as bits. About one candidate in 26 is irreducible. */
  static long generate(SecureRandom random) {
    while (true) {
      long candidate = (random.nextLong() & ((1L << DEGREE) - 1)) | (1L << DEGREE) | 1L;
      if (isIrreducible(candidate)) {
        return candidate;
      }
    }
  }

  /** Ben-Or: no factor of degree i divides x^(2^i) - x, for every i up to half the degree. */
  static boolean isIrreducible(long polynomial) {
    long power = 2; // x
    for (int i = 1; i <= DEGREE / 2; i++) {
      power = multiply(power, power, polynomial);
      if (gcd(polynomial, power ^ 2) != 1) {
        return false;
      }
    }
    return true;
  }

  private static long multiply(long a, long b, long modulus) {
    long product = 0;
    for (long rest = b, shifted = a; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        product ^= shifted;
      }
      shifted <<= 1;
      if ((shifted >>> DEGREE & 1) != 0) {
        shifted ^= modulus;
      }
    }
    return product;
  }

  private static long gcd(long a, long b) {
    while (b != 0) {
      long rest = a;
      int degree = degree(b);
      while (degree(rest) >= degree) {
        rest ^= b << (degree(rest) - degree);
      }
      a = b;
      b = rest;
    }
    return a;
  }

  private static int degree(long polynomial) {
    return 63 - Long.numberOfLeadingZeros(polynomial);
  }
}
