package dev.backstay.contract.stream;

import java.util.regex.Pattern;

/**
 * What tells one server's data from every other's, wherever it runs and whatever its address: the
 * system identifier of a PostgreSQL cluster in decimal digits, the replication id of a Redis
 * server.
 */
public record SystemIdentifier(String value) implements Comparable<SystemIdentifier> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{1,40}");

  public SystemIdentifier {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a system identifier has 1 to 40 lower-case digits");
    }
  }

  @Override
  public int compareTo(SystemIdentifier other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
