package dev.backstay.store;

import java.util.regex.Pattern;

/**
 * The name of a stored object: one or more segments of {@code A-Z a-z 0-9 . _ -} joined by {@code
 * /}, none of which starts with a dot. Names that start with a dot belong to the stores themselves.
 */
public record BlobName(String value) implements Comparable<BlobName> {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  public BlobName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a blob name: '" + value + "'");
    }
  }

  public static BlobName of(String value) {
    return new BlobName(value);
  }

  /** Whether text, as found in a listing, has the form of a name. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /** The last segment. */
  public String lastSegment() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(BlobName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
