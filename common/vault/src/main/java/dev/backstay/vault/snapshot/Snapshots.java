package dev.backstay.vault.snapshot;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The snapshots of a vault, as its store lists them now. */
public final class Snapshots {
  /** The name of the newest snapshot. */
  public static final String LATEST = "latest";

  /** Shorter prefixes of an id are refused: they would soon mean another snapshot. */
  private static final int MIN_PREFIX = 4;

  /** Each takes one request, and many stores answer that late but several at once. */
  private static final int READ_AT_ONCE = 8;

  private final VaultObjects objects;
  private final Supplier<Workbench> bench;

  public Snapshots(VaultObjects objects, Supplier<Workbench> bench) {
    this.objects = objects;
    this.bench = bench;
  }

  /** Every snapshot, oldest first. */
  public List<StoredSnapshot> all() {
    List<StoredSnapshot> all = read(objects.list(ObjectKind.SNAPSHOT));
    all.sort(
        Comparator.comparing((StoredSnapshot stored) -> stored.snapshot().time())
            .thenComparing(StoredSnapshot::id));
    return all;
  }

  private List<StoredSnapshot> read(List<VaultObjects.Listed> listed) {
    List<StoredSnapshot> read = Collections.synchronizedList(new ArrayList<>());
    int count = Math.min(READ_AT_ONCE, listed.size());
    try (var workers = new Workers("vault-snapshots", count, READ_AT_ONCE, bench)) {
      for (VaultObjects.Listed each : listed) {
        workers.submit(_ -> read.add(read(each.id())));
      }
      workers.drain();
    }
    return new ArrayList<>(read);
  }

  /** One snapshot. */
  public StoredSnapshot read(BlobId id) {
    byte[] json = objects.read(ObjectKind.SNAPSHOT, id);
    try {
      return new StoredSnapshot(id, SnapshotFile.decode(json));
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.SNAPSHOT, id, e.getMessage(), e);
    }
  }

  /** The snapshot that a user names: by its id, a prefix of it, or {@link #LATEST}. */
  public StoredSnapshot find(String name) {
    if (name.equals(LATEST)) {
      List<StoredSnapshot> all = all();
      if (all.isEmpty()) {
        throw new BackstayException(
            ErrorCode.SNAPSHOT_NOT_FOUND,
            "the vault at " + objects.store().location() + " holds no snapshot yet");
      }
      return all.getLast();
    }
    List<BlobId> found =
        objects.list(ObjectKind.SNAPSHOT).stream()
            .map(VaultObjects.Listed::id)
            .filter(id -> name.length() >= MIN_PREFIX && id.hex().startsWith(name))
            .toList();
    if (found.size() != 1) {
      throw new BackstayException(
          ErrorCode.SNAPSHOT_NOT_FOUND,
          found.isEmpty()
              ? "no snapshot at "
                  + objects.store().location()
                  + " has an id that starts with '"
                  + name
                  + "'"
              : "the ids of " + found.size() + " snapshots start with '" + name + "'");
    }
    return read(found.getFirst());
  }

  /** Removes a snapshot; what only it referred to stays until a prune. */
  public void remove(BlobId id) {
    objects.delete(ObjectKind.SNAPSHOT, id);
  }
}
