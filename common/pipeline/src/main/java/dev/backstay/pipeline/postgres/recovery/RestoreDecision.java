package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.physical.Tablespace;
import dev.backstay.engine.postgres.recovery.RecoverySettings;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
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
 * @param stopsByTarget whether the log passes the target, so that the server stops there by itself;
 *     else the log ends there, and the server must not be told of a target that it never meets
 */
record RestoreDecision(
    RecoveryPlan plan,
    RecoverySet set,
    PhysicalDescription about,
    DataTree data,
    boolean stopsByTarget) {
  /** A data directory: as a tree of its own, and to whom it belonged. */
  record DataTree(StoredSnapshot tree, FileOwner owner) {}

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
        stopsByTarget ? Optional.of(plan.target()) : Optional.empty(),
        plan.staysOnTimeline() ? OptionalInt.empty() : OptionalInt.of(plan.path().timeline()),
        action,
        log);
  }

  /** Decides; refuses what cannot be reached. */
  static RestoreDecision of(VaultReader reader, RestoreOrder order) {
    ClusterHoldings holdings = ClusterHoldings.read(reader);
    RecoverySet set = holdings.choose(order.cluster());
    if (order.base().isPresent()) {
      set = set.onlyFrom(order.base().get());
    }
    RecoveryPlanner planner = holdings.planner(set);
    RecoveryPlan plan =
        planner.plan(
            order.wish().target(), order.wish().timeline(), position(reader, planner, order));
    PhysicalDescription about = description(reader, plan.base().snapshot());
    var search = new TargetSearch(reader, about.server().walSegmentBytes());
    return new RestoreDecision(
        plan, set, about, dataOf(reader, plan.base().snapshot()), search.isPassed(plan));
  }

  /** Where a target is that only the log can tell. */
  private static Optional<Lsn> position(
      VaultReader reader, RecoveryPlanner planner, RestoreOrder order) {
    RecoveryTarget target = order.wish().target();
    if (!(target instanceof RecoveryTarget.Named)
        && !(target instanceof RecoveryTarget.Transaction)) {
      return Optional.empty();
    }
    for (RecoveryPlanner.SearchRange range : planner.searchRanges(order.wish().timeline())) {
      int segmentBytes = description(reader, range.base().snapshot()).server().walSegmentBytes();
      Optional<Lsn> found = new TargetSearch(reader, segmentBytes).find(target, range);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** What a backup says of itself. */
  public static PhysicalDescription description(VaultReader reader, BlobId snapshot) {
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
