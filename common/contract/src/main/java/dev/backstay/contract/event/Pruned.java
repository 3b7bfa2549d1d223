package dev.backstay.contract.event;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * A destination carried out a phase of a prune.
 *
 * @param snapshots removed in this phase
 * @param packs deleted in this phase
 * @param bytesFreed likewise
 */
public record Pruned(
    PruneId prune,
    SourceName source,
    DestinationName destination,
    PrunePhase phase,
    List<ForgottenBackup> forgotten,
    long snapshots,
    long packs,
    long bytesFreed,
    Instant at)
    implements BackstayEvent {
  public Pruned {
    forgotten = List.copyOf(forgotten);
  }

  @Override
  public String subject() {
    return source.value();
  }

  @Override
  public List<String> identity() {
    return List.of(prune.toString(), destination.value(), phase.name());
  }
}
