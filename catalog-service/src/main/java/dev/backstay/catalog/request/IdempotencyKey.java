package dev.backstay.catalog.request;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What a caller chose so that asking twice is asking once. */
public record IdempotencyKey(String value) {
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final int RANDOM_BYTES = 16;

  public IdempotencyKey {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an Idempotency-Key is 1 to 200 printable ASCII characters without spaces");
    }
  }

  /** For a caller who chose none. */
  public static IdempotencyKey random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new IdempotencyKey(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
