package dev.backstay.contract.event;

/** How far a prune has come at a destination. */
public enum PrunePhase {
  /** The snapshots are gone; what only they needed is marked and still there. */
  FORGOTTEN,
  /** What nothing needs is deleted. */
  DELETED
}
