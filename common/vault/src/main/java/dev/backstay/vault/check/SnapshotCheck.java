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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * One check of one snapshot, under a shared lock: of its file, of the directories below it, of the
 * index as a whole (no reader opens a vault with a damaged index file), of the packs it brought,
 * byte by byte, and of the presence and size of the older packs it refers to. Damage of what it
 * does not need is passed over. Like {@link Check} it names all that is wrong and is stopped only
 * by a store that cannot be asked.
 */
public final class SnapshotCheck {
  private final Vault vault;
  private final Subject subject;
  private final Progress progress;
  private final VaultObjects objects;
  private final Findings findings = new Findings();
  private final LooseFiles loose;
  private final BlobIndex index = new BlobIndex();
  private final Map<BlobId, Long> listed = new HashMap<>();
  private final LongAdder blobs = new LongAdder();

  private SnapshotCheck(Vault vault, Subject subject, Progress progress) {
    this.vault = vault;
    this.subject = subject;
    this.progress = progress;
    this.objects = vault.objects();
    this.loose = new LooseFiles(vault, findings);
  }

  /**
   * What a snapshot brought to its vault.
   *
   * @param indexes its own index files, all of which must be there
   * @param packs its own packs with their lengths, all of which must be there
   * @param base index files of earlier snapshots that told of the rest; a prune may have replaced
   *     them, so one that is absent is named only when blobs are unknown
   */
  public record Brought(Set<BlobId> indexes, Map<BlobId, Long> packs, Set<BlobId> base) {
    public Brought {
      base = Set.copyOf(base);
      indexes = Set.copyOf(indexes);
      packs = Map.copyOf(packs);
    }
  }

  /** How closely packs are looked at. */
  public enum Depth {
    /** Their bytes hash to their names. */
    BYTES,
    /** Besides, header and blobs open, and every blob hashes to its id. */
    CONTENT
  }

  /**
   * What is checked.
   *
   * @param brought what came with the snapshot; where that is not known, every pack it refers to is
   *     read
   */
  public record Subject(BlobId snapshot, Optional<Brought> brought, Depth depth) {}

  /**
   * What was looked at.
   *
   * @param objects read whole: index files, packs, the snapshot
   * @param bytes of the index files and packs
   * @param blobs opened, decoded and hashed in packs
   * @param trees directories
   * @param packsPresent packs looked at by presence and size only
   */
  public record Seen(long objects, long bytes, long blobs, long trees, long packsPresent) {}

  /**
   * What the check found.
   *
   * @param findings damage, the first {@link Findings#MAX_FINDINGS} of it
   * @param findingsBeyond how much more there is
   * @param locked whether a lock kept prunes away; without, a prune at the same time may look like
   *     damage
   */
  public record Report(Seen seen, List<Finding> findings, long findingsBeyond, boolean locked) {
    public Report {
      findings = List.copyOf(findings);
    }
  }

  /** Checks a snapshot. */
  public static Report run(Vault vault, Subject subject, Progress progress) {
    var check = new SnapshotCheck(vault, subject, progress);
    Optional<VaultLock> lock = check.lock();
    try (var _ = lock.orElse(null)) {
      return check.run(lock.isPresent());
    }
  }

  /** A lock that nobody can read keeps others out, but not who only looks. */
  private Optional<VaultLock> lock() {
    try {
      return vault.sharedLockIfPossible();
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.FOREIGN_OBJECT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Report run(boolean locked) {
    loose.config();
    Optional<StoredSnapshot> snapshot = loose.snapshot(subject.snapshot());
    Set<BlobId> ownIndexes = subject.brought().map(Brought::indexes).orElse(Set.of());
    ProgressMeter indexes = loose.indexes(ownIndexes, index, progress);
    objects.list(ObjectKind.PACK).forEach(pack -> listed.put(pack.id(), pack.stat().size()));
    var trees = new ProgressMeter(progress, Progress.Phase.TREES, 0, 0);
    var needed = new NeededPacks(index, new TreeInspector(index, listed.keySet(), findings, trees));
    snapshot.ifPresent(stored -> walk(stored.snapshot().tree(), needed));
    nameLostBase();
    Set<BlobId> packs = new HashSet<>(needed.packs());
    subject.brought().ifPresent(own -> packs.addAll(own.packs().keySet()));
    var rows = new PackRows(index);
    packs.forEach(pack -> comparePack(pack, rows));
    Set<BlobId> read = subject.brought().map(own -> own.packs().keySet()).orElse(packs);
    ProgressMeter packsRead = readPacks(read, rows);
    var seen =
        new Seen(
            indexes.objects() + packsRead.objects() + (snapshot.isPresent() ? 1 : 0),
            indexes.bytes() + packsRead.bytes(),
            subject.depth() == Depth.CONTENT ? blobs.sum() : 0,
            trees.objects(),
            packs.size() - read.size());
    return new Report(seen, found(), findings.beyond(), locked);
  }

  private List<Finding> found() {
    return findings.all().stream()
        .map(
            raw -> new Finding(raw.object(), raw.damage(), raw.what(), List.of(subject.snapshot())))
        .toList();
  }

  /** Says which earlier index files are gone, where something is not to be found without them. */
  private void nameLostBase() {
    if (findings.all().stream().noneMatch(raw -> raw.damage() == Damage.BLOBS_UNKNOWN)) {
      return;
    }
    for (BlobId base : subject.brought().map(Brought::base).orElse(Set.of())) {
      if (objects.store().stat(ObjectKind.INDEX.name(base)).isEmpty()) {
        findings.add(
            ObjectKind.INDEX,
            base,
            Damage.MISSING,
            "it told of blobs that no index knows now",
            new Harm.WhateverIsUnknown());
      }
    }
  }

  private void walk(BlobId root, NeededPacks needed) {
    if (!index.contains(BlobType.TREE, root)) {
      findings.add(
          ObjectKind.SNAPSHOT,
          subject.snapshot(),
          Damage.BLOBS_UNKNOWN,
          "no index knows its tree " + root,
          new Harm.OneSnapshot(subject.snapshot()));
      return;
    }
    needed.add(BlobType.TREE, root);
    try (var reader = new BlobReader(objects, index, vault::bench)) {
      new TreeWalk(reader, index, needed)
          .walk(List.of(root), vault.options().crew().cores(), vault::bench);
    }
  }

  /** Presence and size, by the word of the index or of what came with the snapshot. */
  private void comparePack(BlobId pack, PackRows rows) {
    List<PackedBlob> blobs = indexed(pack, rows);
    long expected =
        blobs.isEmpty()
            ? subject.brought().map(own -> own.packs().getOrDefault(pack, 0L)).orElse(0L)
            : PackHeader.packBytes(blobs);
    Long size = listed.get(pack);
    if (size == null) {
      findings.addPack(
          pack, Damage.MISSING, "the snapshot needs it for %d blobs".formatted(blobs.size()));
    } else if (size != expected) {
      findings.addPack(
          pack, Damage.WRONG_LENGTH, "it has %d bytes instead of %d".formatted(size, expected));
    }
  }

  private List<PackedBlob> indexed(BlobId pack, PackRows rows) {
    return index.packNumber(pack).stream().mapToObj(rows::blobs).findFirst().orElse(List.of());
  }

  private ProgressMeter readPacks(Collection<BlobId> packs, PackRows rows) {
    List<BlobId> present = packs.stream().filter(listed::containsKey).sorted().toList();
    var inspector = new PackInspector(objects, findings);
    return new PackReading(vault, listed, progress)
        .read(
            present,
            switch (subject.depth()) {
              case BYTES -> inspector::compare;
              case CONTENT ->
                  (bench, pack) -> {
                    List<PackedBlob> contents = indexed(pack, rows);
                    inspector.inspect(bench, pack, contents);
                    blobs.add(contents.size());
                  };
            });
  }
}
