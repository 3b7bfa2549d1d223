package dev.backstay.vault.check;

import dev.backstay.store.BlobName;

/** Something an operator may want to know of and that harms nothing. */
public record Notice(BlobName object, Kind kind, String what) {
  /** What kind of thing. */
  public enum Kind {
    /** A pack that no index names: the rest of a backup that was cut short; a prune removes it. */
    ORPHAN_PACK,
    /** A pack that a prune has marked for deletion. */
    MARKED_PACK,
    /** A file where the vault keeps its own, which something else put there. */
    FOREIGN_OBJECT
  }
}
