package dev.backstay.contract.policy;

import java.util.regex.Pattern;

/** The form that names of sources and destinations share: safe in topics, paths and metrics. */
final class PolicyName {
  /** Leaves room for prefixes within the 63 bytes that PostgreSQL and host names allow. */
  private static final int MAX_LENGTH = 48;

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]*");

  private PolicyName() {}

  static void check(String text) {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a name starts with a lower-case letter and has at most %d lower-case letters, digits and hyphens"
              .formatted(MAX_LENGTH));
    }
  }
}
