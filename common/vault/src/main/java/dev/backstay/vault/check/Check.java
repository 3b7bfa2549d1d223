package dev.backstay.vault.check;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.check.Findings.Harm;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.PackRows;
import dev.backstay.vault.lock.VaultLock;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeWalk;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.work.ProgressMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One check of a vault, under a shared lock. A damaged object never stops it: everything is looked
 * at, and the report names all that is wrong. Only a store that cannot be asked ends it early, for
 * then nothing can be said.
 */
public final class Check {
  private final Vault vault;
  private final CheckDepth depth;
  private final Progress progress;
  private final VaultObjects objects;
  private final Findings findings = new Findings();
  private final LooseFiles loose;
  private final BlobIndex index = new BlobIndex();
  private final Map<BlobId, Long> packs = new HashMap<>();
  private long indexFiles;
  private long trees;

  private Check(Vault vault, CheckDepth depth, Progress progress) {
    this.vault = vault;
    this.depth = depth;
    this.progress = progress;
    this.objects = vault.objects();
    this.loose = new LooseFiles(vault, findings);
  }

  /** Checks a vault. */
  public static CheckReport run(Vault vault, CheckDepth depth, Progress progress) {
    var check = new Check(vault, depth, progress);
    boolean damagedLock = check.loose.hasDamagedLock();
    Optional<VaultLock> lock = check.lock(damagedLock);
    try (var _ = lock.orElse(null)) {
      return check.run(lock.isPresent());
    }
  }

  /** A lock that cannot be read keeps others out, but not who looks what is wrong. */
  private Optional<VaultLock> lock(boolean damagedLock) {
    try {
      return vault.sharedLockIfPossible();
    } catch (BackstayException e) {
      if (damagedLock && e.code() == ErrorCode.FOREIGN_OBJECT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private CheckReport run(boolean locked) {
    loose.config();
    // In the reverse of the order of publishing: whatever a backup adds meanwhile is complete.
    List<StoredSnapshot> snapshots = loose.snapshots();
    indexFiles = loose.indexes(Set.of(), index, progress).objects();
    objects.list(ObjectKind.PACK).forEach(pack -> packs.put(pack.id(), pack.stat().size()));
    var rows = new PackRows(index);
    comparePacks(rows);
    loose.marks();
    loose.foreign();
    try (var blobs = new BlobReader(objects, index, vault::bench)) {
      walk(snapshots, blobs);
      ProgressMeter meter = readPacks(rows);
      List<Finding> resolved =
          new AffectedSnapshots(index, findings.all()).resolve(snapshots, blobs);
      var seen =
          new CheckReport.Seen(
              snapshots.size(),
              trees,
              indexFiles,
              packs.size(),
              index.size(),
              duplicates(),
              meter.objects(),
              meter.bytes());
      return new CheckReport(
          seen, resolved, findings.beyond(), findings.notices(), findings.noticesBeyond(), locked);
    }
  }

  private void comparePacks(PackRows rows) {
    List<BlobId> indexed = index.packs();
    for (int number = 0; number < indexed.size(); number++) {
      BlobId pack = indexed.get(number);
      Long size = packs.get(pack);
      List<PackedBlob> blobs = rows.blobs(number);
      long expected = PackHeader.packBytes(blobs);
      if (size == null) {
        findings.addPack(
            pack, Damage.MISSING, "the index names it with %d blobs".formatted(blobs.size()));
      } else if (size != expected) {
        findings.addPack(
            pack,
            Damage.WRONG_LENGTH,
            "it has %d bytes where the index tells of %d".formatted(size, expected));
      }
    }
    for (BlobId pack : packs.keySet()) {
      if (!index.containsPack(pack)) {
        findings.notice(
            ObjectKind.PACK.name(pack),
            Notice.Kind.ORPHAN_PACK,
            "no index names it; a prune removes it");
      }
    }
  }

  private void walk(List<StoredSnapshot> snapshots, BlobReader blobs) {
    for (StoredSnapshot snapshot : snapshots) {
      BlobId tree = snapshot.snapshot().tree();
      if (!index.contains(BlobType.TREE, tree)) {
        findings.add(
            ObjectKind.SNAPSHOT,
            snapshot.id(),
            Damage.BLOBS_UNKNOWN,
            "no index knows its tree " + tree,
            new Harm.OneSnapshot(snapshot.id()));
      }
    }
    var meter = new ProgressMeter(progress, Progress.Phase.TREES, 0, 0);
    new TreeWalk(blobs, index, new TreeInspector(index, packs.keySet(), findings, meter))
        .walk(
            snapshots.stream().map(snapshot -> snapshot.snapshot().tree()).toList(),
            vault.options().crew().cores(),
            vault::bench);
    trees = meter.objects();
  }

  private ProgressMeter readPacks(PackRows rows) {
    List<BlobId> chosen = packs.keySet().stream().filter(depth::reads).sorted().toList();
    var inspector = new PackInspector(objects, findings);
    return new PackReading(vault, packs, progress)
        .read(chosen, (bench, pack) -> inspector.inspect(bench, pack, indexed(pack, rows)));
  }

  private List<PackedBlob> indexed(BlobId pack, PackRows rows) {
    return index.packNumber(pack).stream().mapToObj(rows::blobs).findFirst().orElse(List.of());
  }

  private long duplicates() {
    long duplicates = 0;
    for (int row = 0; row < index.size(); row++) {
      PackedBlob blob = index.at(row).blob();
      duplicates += index.rowOf(blob.type(), blob.id()) == row ? 0 : 1;
    }
    return duplicates;
  }
}
