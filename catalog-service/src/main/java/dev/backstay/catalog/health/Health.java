package dev.backstay.catalog.health;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How something is, and every reason why it is not better.
 *
 * @param reasons the worst first
 */
public record Health(List<Reason> reasons) {
  public static final Health GOOD = new Health(List.of());

  public Health {
    reasons = reasons.stream().sorted(Comparator.comparing(Reason::state).reversed()).toList();
  }

  /**
   * Why something is not well.
   *
   * @param text what is wrong, with names; a part of a sentence
   */
  public record Reason(HealthState state, String text) {
    static Reason warning(String text) {
      return new Reason(HealthState.WARNING, text);
    }

    static Reason critical(String text) {
      return new Reason(HealthState.CRITICAL, text);
    }
  }

  /** As bad as the worst reason. */
  public HealthState state() {
    return reasons.isEmpty() ? HealthState.OK : reasons.getFirst().state();
  }

  public List<String> texts() {
    return reasons.stream().map(Reason::text).toList();
  }

  /** All of it together. */
  public static Health of(Health... parts) {
    return new Health(Arrays.stream(parts).flatMap(part -> part.reasons().stream()).toList());
  }

  /** This and more. */
  public Health and(List<Health> others) {
    return new Health(
        Stream.concat(Stream.of(this), others.stream())
            .flatMap(part -> part.reasons().stream())
            .toList());
  }
}
