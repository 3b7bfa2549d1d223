package dev.backstay.contract.policy;

/** The name of a destination: lower-case letters, digits and hyphens, starting with a letter. */
public record DestinationName(String value) implements Comparable<DestinationName> {
  public DestinationName {
    PolicyName.check(value);
  }

  @Override
  public int compareTo(DestinationName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
