package dev.backstay.vault.check;

import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.util.List;

/**
 * Damage of one object.
 *
 * @param object the name of the damaged file
 * @param what in words, naming the blob where there is one
 * @param snapshots those that cannot be restored completely because of it, oldest first
 */
public record Finding(BlobName object, Damage damage, String what, List<BlobId> snapshots) {
  public Finding {
    snapshots = List.copyOf(snapshots);
  }

  @Override
  public String toString() {
    return object + " " + damage + ": " + what;
  }
}
