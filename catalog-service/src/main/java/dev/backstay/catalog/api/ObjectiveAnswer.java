package dev.backstay.catalog.api;

import dev.backstay.contract.policy.Objective;
import java.time.Duration;
import java.util.Optional;

/**
 * What is promised for a source after a loss, and what was measured.
 *
 * @param scenario GENERAL, or the exception of the policy
 * @param met whether all that is promised and measured holds; null when nothing is promised, or
 *     nothing of it is measured
 */
public record ObjectiveAnswer(
    String source, String scenario, Figures promised, Figures measured, Optional<Boolean> met) {
  /**
   * Durations in ISO 8601, such as {@code PT5M}.
   *
   * @param rpo how much of the newest data may be, or would be lost
   * @param rto how long recovery may take, or took last
   */
  public record Figures(Optional<String> rpo, Optional<String> rto) {
    static Figures of(Objective objective) {
      return new Figures(
          objective.rpo().map(Duration::toString), objective.rto().map(Duration::toString));
    }
  }

  public static ObjectiveAnswer of(
      String source, String scenario, Objective promised, Objective measured) {
    Optional<Boolean> rpo = kept(promised.rpo(), measured.rpo());
    Optional<Boolean> rto = kept(promised.rto(), measured.rto());
    Optional<Boolean> met =
        rpo.isPresent() && rto.isPresent()
            ? Optional.of(rpo.get() && rto.get())
            : rpo.or(() -> rto);
    return new ObjectiveAnswer(source, scenario, Figures.of(promised), Figures.of(measured), met);
  }

  private static Optional<Boolean> kept(Optional<Duration> promised, Optional<Duration> measured) {
    return promised.isPresent() && measured.isPresent()
        ? Optional.of(measured.get().compareTo(promised.get()) <= 0)
        : Optional.empty();
  }
}
