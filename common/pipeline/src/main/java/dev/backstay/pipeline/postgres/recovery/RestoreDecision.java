package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.physical.Tablespace;
import dev.backstay.engine.postgres.recovery.RecoverySettings;
import dev.backstay.engine.postgres.recovery.TargetAction;
import dev.backstay.pipeline.SnapshotPath;
import dev.backstay.pipeline.postgres.PhysicalDescription;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a restore will do, decided from the destination alone and before anything is written.
 *
 * @param about what the chosen backup says of itself
 * @param data its data directory
 * @param decided what log is brought, and where the server stops in it
 */
record RestoreDecision(
    DecidedPlan decided, RecoverySet set, PhysicalDescription about, DataTree data) {
  /** A data directory: as a tree of its own, and to whom it belonged. */
  record DataTree(StoredSnapshot tree, FileOwner owner) {}

  RecoveryPlan plan() {
    return decided.plan();
  }

  /** Whether the server stops at the target; else the log ends there by itself. */
  boolean stopsByTarget() {
    return decided.stop().isPresent();
  }

  int segmentBytes() {
    return about.server().walSegmentBytes();
  }

  FileOwner owner() {
    return data.owner();
  }

  /** The tablespaces of the backup, by object id. */
  List<Long> tablespaces() {
    return about.tablespaces().stream().map(Tablespace::oid).toList();
  }

  /** What the server is told. */
  RecoverySettings settings(TargetAction action, Optional<Path> log) {
    return new RecoverySettings(
        decided.stop(),
        plan().staysOnTimeline() ? OptionalInt.empty() : OptionalInt.of(plan().path().timeline()),
        action,
        log);
  }

  /** Decides; refuses what cannot be reached. */
  static RestoreDecision of(ClusterHoldings holdings, RestoreOrder order) {
    VaultReader reader = holdings.reader();
    RecoverySet set = holdings.choose(order.cluster());
    if (order.base().isPresent()) {
      set = set.onlyFrom(order.base().get());
    }
    DecidedPlan decided = DecidedPlan.of(reader, holdings.planner(set), order.wish());
    BlobId snapshot = decided.plan().base().snapshot();
    return new RestoreDecision(
        decided, set, description(reader, snapshot), dataOf(reader, snapshot));
  }

  /** What a backup says of itself. */
  static PhysicalDescription description(VaultReader reader, BlobId snapshot) {
    BlobId root = reader.vault().snapshots().read(snapshot).snapshot().tree();
    Node file =
        new SnapshotPath(reader, root)
            .find(EntryPath.of(PhysicalDescription.FILE))
            .orElseThrow(() -> damaged(snapshot, "it has no " + PhysicalDescription.FILE, null));
    try {
      return PhysicalDescription.decode(
          ClusterHoldings.text(reader, file).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw damaged(snapshot, PhysicalDescription.FILE + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The data directory of a backup as a tree of its own. */
  private static DataTree dataOf(VaultReader reader, BlobId id) {
    Snapshot snapshot = reader.vault().snapshots().read(id).snapshot();
    Node data =
        new SnapshotPath(reader, snapshot.tree())
            .find(EntryPath.of(PhysicalDescription.DATA))
            .orElseThrow(() -> damaged(id, "it has no data directory", null));
    BlobId root = data.subtree();
    if (root == null) {
      throw damaged(id, "its data directory is none", null);
    }
    var tree =
        new StoredSnapshot(
            id,
            new Snapshot(
                snapshot.time(),
                root,
                snapshot.parent(),
                snapshot.paths(),
                snapshot.hostname(),
                snapshot.username(),
                snapshot.tags(),
                snapshot.excludes()));
    return new DataTree(tree, data.entry().owner());
  }

  private static BackstayException damaged(BlobId snapshot, String how, @Nullable Exception cause) {
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT,
        "snapshot %s is not a physical backup as its tags say: %s; nothing was restored"
            .formatted(snapshot.shortHex(), how),
        cause);
  }
}
