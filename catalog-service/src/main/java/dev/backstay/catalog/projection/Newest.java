package dev.backstay.catalog.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keeps the newer of two facts: the one join that all states are made of. */
final class Newest {
  private Newest() {}

  static <T extends Fact> Optional<T> of(Optional<T> known, T told) {
    return Optional.of(
        known.filter(fact -> Fact.OLDER_FIRST.compare(fact, told) >= 0).orElse(told));
  }

  /** The newest fact for each place, ordered by place. */
  static <T extends Fact, P extends Comparable<P>> List<T> each(
      List<T> known, T told, Function<T, P> place) {
    List<T> joined = new ArrayList<>(known);
    Optional<T> there =
        known.stream().filter(fact -> place.apply(fact).equals(place.apply(told))).findFirst();
    there.ifPresent(joined::remove);
    joined.add(of(there, told).orElseThrow());
    joined.sort(Comparator.comparing(place));
    return List.copyOf(joined);
  }

  static <T extends Comparable<T>> T least(T one, T other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
