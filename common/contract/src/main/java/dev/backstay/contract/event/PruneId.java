package dev.backstay.contract.event;

import java.util.List;
import java.util.UUID;

/** The name of one prune. */
public record PruneId(UUID value) implements Comparable<PruneId> {
  /** The id that follows from a name in parts. */
  public static PruneId of(String... name) {
    return new PruneId(NameUuid.of(List.of(name)));
  }

  /** Reads what {@link #toString} wrote. */
  public static PruneId parse(String text) {
    return new PruneId(Ids.parse(text));
  }

  @Override
  public int compareTo(PruneId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
