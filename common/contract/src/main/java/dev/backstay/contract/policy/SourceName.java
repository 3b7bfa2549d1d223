package dev.backstay.contract.policy;

/** The name of a source: lower-case letters, digits and hyphens, starting with a letter. */
public record SourceName(String value) implements Comparable<SourceName> {
  public SourceName {
    PolicyName.check(value);
  }

  @Override
  public int compareTo(SourceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
