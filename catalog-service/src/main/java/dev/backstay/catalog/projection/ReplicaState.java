package dev.backstay.catalog.projection;

/** How far a backup has come at one destination. Names are stored, and for ever. */
public enum ReplicaState {
  /** Nothing but requests or failures that are tried again. */
  WAITING,
  /** It could not be published. */
  FAILED,
  STORED,
  PROVEN,
  /** Found bad, and not proven since. */
  DAMAGED,
  FORGOTTEN,
  DELETED;

  /** Whether a restore can be tried from there. */
  public boolean offered() {
    return this == STORED || this == PROVEN || this == DAMAGED;
  }
}
