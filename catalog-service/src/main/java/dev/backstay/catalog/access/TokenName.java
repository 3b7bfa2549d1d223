package dev.backstay.catalog.access;

import java.util.Set;
import java.util.regex.Pattern;

/** What a token is called, and its bearer in the audit log. */
public record TokenName(String value) {
  /** Whoever calls from this machine without a token. */
  public static final String LOCAL = "local";

  /** Whoever bears the token of the configured file. */
  public static final String ADMIN_FILE = "admin-file";

  /** Whoever is nobody. */
  public static final String ANONYMOUS = "anonymous";

  /** Retention that runs by itself. */
  public static final String RETENTION = "retention";

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Set<String> TAKEN = Set.of(LOCAL, ADMIN_FILE, ANONYMOUS, RETENTION);

  public TokenName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a token's name is 1 to 63 lower-case letters, digits, dots, hyphens and underscores,"
              + " starting with a letter or digit");
    }
    if (TAKEN.contains(value)) {
      throw new IllegalArgumentException(
          "'%s' is what the audit log calls somebody else".formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
