package dev.backstay.contract.event;

import java.util.List;
import java.util.UUID;

/** The name of one restore. */
public record RestoreId(UUID value) implements Comparable<RestoreId> {
  /** The id that follows from a name in parts. */
  public static RestoreId of(String... name) {
    return new RestoreId(NameUuid.of(List.of(name)));
  }

  /** Reads what {@link #toString} wrote. */
  public static RestoreId parse(String text) {
    return new RestoreId(Ids.parse(text));
  }

  @Override
  public int compareTo(RestoreId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
