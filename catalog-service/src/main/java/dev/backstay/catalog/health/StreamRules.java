package dev.backstay.catalog.health;

import dev.backstay.catalog.health.Health.Reason;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.projection.StreamRecord.Gap;
import dev.backstay.catalog.stream.StreamStanding;
import dev.backstay.contract.policy.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rules of health of a continuous capture; pure, as all rules of health are. */
final class StreamRules {
  /** Where nothing is promised: a destination that is down so long is no hiccup. */
  private static final Duration LATE = Duration.ofMinutes(5);

  private StreamRules() {}

  static List<Reason> of(StreamFacts facts, Objective objective) {
    List<Reason> reasons = new ArrayList<>();
    StreamStanding standing = facts.standing();
    String source = standing.record().source().value();
    standing
        .alarms()
        .forEach(alarm -> {
          String text = "%s: %s".formatted(source, alarm.message());
          reasons.add(StreamStanding.stops(alarm) ? Reason.critical(text) : Reason.warning(text));
        });
    if (standing.places().isEmpty()) {
      reasons.add(
          Reason.warning(
              "%s: WAL is to be captured, and no destination holds any of it yet"
                  .formatted(source)));
    }
    Optional<Gap> gap = unanswered(facts);
    boolean based = standing.places().stream().anyMatch(StreamStanding.Place::based);
    if (!standing.places().isEmpty() && !based && gap.isEmpty()) {
      reasons.add(
          Reason.critical(
              "%s: log is kept, but no base backup that it goes on from: it brings nothing back"
                  .formatted(source)));
    }
    late(standing, objective).ifPresent(reasons::add);
    gap.map(lost ->
            Reason.critical(
                "%s: a piece of the stream is lost since %s, and no backup follows it yet: %s"
                    .formatted(source, lost.at(), lost.cause())))
        .ifPresent(reasons::add);
    unmended(standing.record())
        .map(failure ->
            Reason.warning(
                "%s: the stream could not be rolled up: %s"
                    .formatted(source, failure.failure().message())))
        .ifPresent(reasons::add);
    return reasons;
  }

  private static Optional<Reason> late(StreamStanding standing, Objective objective) {
    Duration limit = objective.rpo().orElse(LATE);
    return standing
        .behind()
        .filter(behind -> behind.compareTo(limit) > 0)
        .map(behind -> {
          String text =
              "%s: every destination is %s behind the server, %s%s"
                  .formatted(
                      standing.record().source(),
                      HealthRules.words(behind),
                      objective.rpo().isPresent() ? "promised are " : "more than ",
                      HealthRules.words(limit));
          return objective.rpo().isPresent() ? Reason.critical(text) : Reason.warning(text);
        });
  }

  /** Instants after a gap can be restored only from a backup that was begun after it. */
  private static Optional<Gap> unanswered(StreamFacts facts) {
    return facts.standing().record().gaps().stream()
        .max(Comparator.comparing(Gap::at))
        .filter(gap -> facts.physical().filter(at -> at.isAfter(gap.at())).isEmpty());
  }

  private static Optional<StreamRecord.RollUpFailure> unmended(StreamRecord record) {
    return record
        .failure()
        .filter(failure ->
            record.rollUp().filter(success -> success.at().isAfter(failure.at())).isEmpty());
  }
}
