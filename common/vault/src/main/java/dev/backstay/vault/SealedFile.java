package dev.backstay.vault;

import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.object.ObjectKind;
import java.util.HashSet;
import java.util.Set;

/**
 * The files of a vault that are named by the hash of their bytes, for whoever copies them without
 * opening them.
 */
public enum SealedFile {
  KEY(ObjectKind.KEY),
  PACK(ObjectKind.PACK),
  INDEX(ObjectKind.INDEX),
  SNAPSHOT(ObjectKind.SNAPSHOT);

  /** The one file that is not: with it a store holds a vault. */
  public static final BlobName CONFIG = BlobName.of(ObjectKind.CONFIG.folder());

  private final ObjectKind kind;

  SealedFile(ObjectKind kind) {
    this.kind = kind;
  }

  /** The prefix under which such files lie. */
  public String folder() {
    return kind.folder();
  }

  /** The name of such a file. */
  public BlobName name(BlobId id) {
    return kind.name(id);
  }

  /** Those that a store lists; what something else put there is passed over. */
  public Set<BlobId> idsAt(BlobStore store) {
    Set<BlobId> ids = new HashSet<>();
    store.list(kind.folder(), stat -> kind.idOf(stat.name()).ifPresent(ids::add));
    return ids;
  }
}
