package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.contract.event.PrunePhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A prune: what retention let go of, and how far each destination has come.
 *
 * @param actor who asked
 * @param forgotten the backups that go
 * @param survivor the proven backup that must be found before anything goes
 */
public record PruneAnswer(
    String prune,
    String source,
    Instant at,
    Optional<String> actor,
    List<String> forgotten,
    Optional<String> survivor,
    List<Step> steps) {
  /** A phase that a destination has carried out. */
  public record Step(
      Instant at,
      String destination,
      PrunePhase phase,
      long snapshots,
      long packs,
      long bytesFreed) {
    static Step of(PruneRecord.Step step) {
      return new Step(
          step.at(),
          step.destination().value(),
          step.phase(),
          step.snapshots(),
          step.packs(),
          step.bytesFreed());
    }
  }

  public static PruneAnswer of(PruneRecord prune) {
    return new PruneAnswer(
        prune.prune().toString(),
        prune.source().value(),
        prune.instant(),
        prune.decision().flatMap(PruneRecord.Decision::actor),
        prune.decision().stream()
            .flatMap(decision -> decision.forgotten().stream())
            .map(each -> each.backup().toString())
            .toList(),
        prune.decision().map(decision -> decision.survivor().backup().toString()),
        prune.steps().stream().map(Step::of).toList());
  }
}
