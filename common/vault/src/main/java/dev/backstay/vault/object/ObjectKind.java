package dev.backstay.vault.object;

import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.util.Optional;

/** The kinds of files in a vault, in the order in which they are published. */
public enum ObjectKind {
  CONFIG("config", "config"),
  KEY("keys", "key"),
  LOCK("locks", "lock"),
  PACK("data", "pack"),
  INDEX("index", "index"),
  SNAPSHOT("snapshots", "snapshot"),
  /** A prune's mark; ours, ignored by stock tools. */
  MARK("backstay/marks", "prune mark");

  private final String folder;
  private final String word;

  ObjectKind(String folder, String word) {
    this.folder = folder;
    this.word = word;
  }

  /** The prefix under which the files of this kind lie. */
  public String folder() {
    return folder;
  }

  /** What to call such a file when speaking to people. */
  public String word() {
    return word;
  }

  /** The name of a file of this kind. */
  public BlobName name(BlobId id) {
    return switch (this) {
      case CONFIG -> BlobName.of("config");
      case PACK -> BlobName.of("data/" + id.hex().substring(0, 2) + "/" + id.hex());
      default -> BlobName.of(folder + "/" + id.hex());
    };
  }

  /** The id in the name of a listed file, or empty for a file that something else put there. */
  public Optional<BlobId> idOf(BlobName name) {
    String last = name.lastSegment();
    if (!BlobId.isId(last)) {
      return Optional.empty();
    }
    BlobId id = BlobId.parse(last);
    return name(id).equals(name) ? Optional.of(id) : Optional.empty();
  }
}
