package dev.backstay.catalog.projection;

import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One prune: what was decided, and how far each destination has come.
 *
 * @param steps one for each destination and phase
 */
public record PruneRecord(
    PruneId prune, SourceName source, Optional<Decision> decision, List<Step> steps)
    implements ProjectedState {
  public PruneRecord {
    steps = List.copyOf(steps);
  }

  /** What retention let go of, and who asked for it. */
  public record Decision(
      EventId event,
      Instant at,
      List<ForgottenBackup> forgotten,
      ForgottenBackup survivor,
      Optional<String> actor)
      implements Fact {
    public Decision {
      forgotten = List.copyOf(forgotten);
    }
  }

  /** A destination carried out a phase. */
  public record Step(
      EventId event,
      Instant at,
      DestinationName destination,
      PrunePhase phase,
      long snapshots,
      long packs,
      long bytesFreed)
      implements Fact {
    String place() {
      return destination.value() + "/" + phase;
    }
  }

  static PruneRecord unknown(PruneId prune, SourceName source) {
    return new PruneRecord(prune, source, Optional.empty(), List.of());
  }

  @Override
  public StateKey key() {
    return new StateKey.OfPrune(prune);
  }

  @Override
  public PruneRecord apply(Event<?> event) {
    return switch (event.data()) {
      case PruneRequested told when told.prune().equals(prune) ->
          new PruneRecord(
              prune,
              Newest.least(source, told.source()),
              Newest.of(
                  decision,
                  new Decision(
                      event.id(),
                      told.requestedAt(),
                      told.forgotten(),
                      told.survivor(),
                      event.actor())),
              steps);
      case Pruned told when told.prune().equals(prune) ->
          new PruneRecord(
              prune,
              Newest.least(source, told.source()),
              decision,
              Newest.each(
                  steps,
                  new Step(
                      event.id(),
                      told.at(),
                      told.destination(),
                      told.phase(),
                      told.snapshots(),
                      told.packs(),
                      told.bytesFreed()),
                  Step::place));
      default -> this;
    };
  }

  /** When it was decided, or the first that is known of it. */
  public Instant instant() {
    return decision
        .map(Decision::at)
        .or(() -> steps.stream().map(Step::at).min(Instant::compareTo))
        .orElse(Instant.EPOCH);
  }
}
