package dev.backstay.contract.event;

import java.util.regex.Pattern;

/** The SHA-256 of a stored object, which is also its name, in lower-case hexadecimal. */
public record ObjectHash(String hex) implements Comparable<ObjectHash> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public ObjectHash {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a hash has 64 lower-case hexadecimal digits");
    }
  }

  @Override
  public int compareTo(ObjectHash other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
