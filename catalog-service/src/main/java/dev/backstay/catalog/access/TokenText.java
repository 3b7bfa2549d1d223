package dev.backstay.catalog.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The secret of a token: {@code bst_} and 256 random bits. Only its hash is ever kept; with so many
 * bits a plain hash is enough, nobody can try them all.
 */
public final class TokenText {
  public static final String PREFIX = "bst_";

  private static final int RANDOM_BYTES = 32;
  private static final Pattern FORM = Pattern.compile("bst_[A-Za-z0-9_-]{43,128}");

  private final String text;

  private TokenText(String text) {
    this.text = text;
  }

  /** A new one. */
  public static TokenText random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new TokenText(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The token that somebody showed; empty when it has not the form of one. */
  public static Optional<TokenText> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new TokenText(text)) : Optional.empty();
  }

  /** What is kept of it: its SHA-256, in hexadecimal. */
  public String hash() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The secret itself, to be shown once. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
