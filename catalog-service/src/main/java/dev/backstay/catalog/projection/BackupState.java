package dev.backstay.catalog.projection;

/** How far a backup has come. Names are stored, and for ever. */
public enum BackupState {
  /** Due or asked for; nobody has begun. */
  REQUESTED,
  /** A dumper captures it. */
  RUNNING,
  /** An attempt failed, the next one comes by itself. */
  RETRYING,
  /** No attempt is left. */
  FAILED,
  /** Whole in staging, at no destination yet. */
  CAPTURED,
  /** Whole at a destination at least. */
  STORED,
  /** Proven at a destination at least, and found bad at none. */
  PROVEN,
  /** Found bad at a destination, and not proven there since. */
  DAMAGED,
  /** Retention let go of it; no destination offers it any more. */
  FORGOTTEN,
  /** What only it needed is deleted wherever it was. */
  DELETED
}
