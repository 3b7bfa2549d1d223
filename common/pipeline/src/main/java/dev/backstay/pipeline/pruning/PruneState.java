package dev.backstay.pipeline.pruning;

import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.policy.DestinationName;
import java.util.Set;

/**
 * How far a prune has come.
 *
 * @param marked whether what nothing needed is marked
 * @param decided whether it is decided what is deleted
 * @param settled whether staging has deleted it
 * @param leftovers whether index files lie in wait of which none is needed any more once settled
 * @param forgotten the destinations that forgot the snapshots
 * @param deleted the destinations that deleted the packs
 */
record PruneState(
    PrunePlan plan,
    boolean marked,
    boolean decided,
    boolean settled,
    boolean leftovers,
    Set<DestinationName> forgotten,
    Set<DestinationName> deleted) {
  PruneState {
    forgotten = Set.copyOf(forgotten);
    deleted = Set.copyOf(deleted);
  }

  /** Whether staging has nothing to do for it any more. */
  boolean isOver() {
    return settled && !leftovers;
  }

  PruneId prune() {
    return plan.prune();
  }
}
