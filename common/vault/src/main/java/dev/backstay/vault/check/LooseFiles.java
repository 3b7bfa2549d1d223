package dev.backstay.vault.check;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.check.Findings.Harm;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.key.KeyFile;
import dev.backstay.vault.key.VaultConfig;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.prune.Marks;
import dev.backstay.vault.snapshot.SnapshotFile;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.work.ProgressMeter;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads every file of a vault that is not a pack. Confined to one check. */
final class LooseFiles {
  private static final List<ObjectKind> FOLDERS =
      List.of(
          ObjectKind.KEY,
          ObjectKind.LOCK,
          ObjectKind.PACK,
          ObjectKind.INDEX,
          ObjectKind.SNAPSHOT,
          ObjectKind.MARK);

  private final Vault vault;
  private final VaultObjects objects;
  private final Findings findings;

  LooseFiles(Vault vault, Findings findings) {
    this.vault = vault;
    this.objects = vault.objects();
    this.findings = findings;
  }

  /** What becomes of the bytes of a file. */
  @FunctionalInterface
  private interface Use {
    void of(byte[] bytes) throws IOException;
  }

  /**
   * Hands the bytes of a file on if they hash to its name; else, or when they make no sense, that
   * is found.
   */
  private boolean read(ObjectKind kind, BlobId id, Harm harm, Use use) {
    try {
      byte[] bytes = objects.store().read(kind.name(id));
      BlobId hash = VaultObjects.hash(bytes);
      if (!hash.equals(id)) {
        findings.add(kind, id, Damage.WRONG_BYTES, "its bytes hash to " + hash.shortHex(), harm);
        return false;
      }
      use.of(bytes);
      return true;
    } catch (IOException e) {
      findings.add(kind, id, Damage.UNREADABLE, String.valueOf(e.getMessage()), harm);
    } catch (BackstayException e) {
      switch (e.code()) {
        case OBJECT_MISSING -> {} // gone since it was listed: whoever needs it misses it by itself
        case OBJECT_CORRUPT ->
            findings.add(kind, id, Damage.UNREADABLE, String.valueOf(e.getMessage()), harm);
        default -> throw e;
      }
    }
    return false;
  }

  /** Reads the config and every key file. */
  void config() {
    keys();
    try (Workbench bench = vault.bench()) {
      byte[] sealed = objects.store().read(ObjectKind.CONFIG.name(vault.id()));
      BlobId id = VaultConfig.decode(bench.envelope().open(sealed)).id();
      if (!id.equals(vault.id())) {
        config(Damage.WRONG_BYTES, "it is the config of the vault " + id);
      }
    } catch (SealException | IOException e) {
      config(Damage.UNREADABLE, String.valueOf(e.getMessage()));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING) {
        throw e;
      }
      config(Damage.MISSING, "without it nobody opens the vault");
    }
  }

  private void config(Damage damage, String what) {
    findings.add(ObjectKind.CONFIG, vault.id(), damage, what, new Harm.Everything());
  }

  private void keys() {
    List<VaultObjects.Listed> keys = objects.list(ObjectKind.KEY);
    Harm harm = keys.size() == 1 ? new Harm.Everything() : new Harm.Nothing();
    keys.forEach(key -> read(ObjectKind.KEY, key.id(), harm, KeyFile::decode));
  }

  /** Reads every lock file; whether any is damaged. */
  boolean hasDamagedLock() {
    boolean damaged = false;
    for (VaultObjects.Listed lock : objects.list(ObjectKind.LOCK)) {
      damaged |=
          !read(
              ObjectKind.LOCK,
              lock.id(),
              new Harm.Nothing(),
              bytes -> objects.open(ObjectKind.LOCK, lock.id(), bytes));
    }
    return damaged;
  }

  /** Reads every mark file; the packs they mark. */
  void marks() {
    boolean sound = true;
    for (VaultObjects.Listed mark : objects.list(ObjectKind.MARK)) {
      sound &=
          read(
              ObjectKind.MARK,
              mark.id(),
              new Harm.Nothing(),
              bytes -> objects.open(ObjectKind.MARK, mark.id(), bytes));
    }
    if (sound) {
      Marks.load(objects)
          .since()
          .forEach((pack, since) ->
              findings.notice(
                  ObjectKind.PACK.name(pack),
                  Notice.Kind.MARKED_PACK,
                  "a prune marked it for deletion at " + since));
    }
  }

  /**
   * Reads every index file into the index, on all cores; how many, and how many bytes.
   *
   * @param required index files that must be among them
   */
  ProgressMeter indexes(Set<BlobId> required, BlobIndex index, Progress progress) {
    List<VaultObjects.Listed> files = objects.list(ObjectKind.INDEX);
    Set<BlobId> missing = new HashSet<>(required);
    files.forEach(file -> missing.remove(file.id()));
    missing.forEach(id ->
        findings.add(
            ObjectKind.INDEX,
            id,
            Damage.MISSING,
            "without it nobody finds what its packs hold",
            new Harm.WhateverIsUnknown()));
    long bytes = files.stream().mapToLong(file -> file.stat().size()).sum();
    var meter = new ProgressMeter(progress, Progress.Phase.INDEX, files.size(), bytes);
    int threads = vault.options().crew().cores();
    try (var workers = new Workers("vault-check", threads, threads, vault::bench)) {
      for (VaultObjects.Listed file : files) {
        workers.submit(_ -> {
          index(file.id(), index);
          meter.done(file.stat().size());
        });
      }
      workers.drain();
    }
    return meter;
  }

  private void index(BlobId id, BlobIndex index) {
    read(
        ObjectKind.INDEX,
        id,
        new Harm.WhateverIsUnknown(),
        bytes -> {
          for (IndexFile.Pack pack : IndexFile.decode(objects.open(ObjectKind.INDEX, id, bytes))) {
            index.addPack(pack.id(), pack.blobs());
          }
        });
  }

  /** Every snapshot that can be read, oldest first. */
  List<StoredSnapshot> snapshots() {
    List<StoredSnapshot> snapshots = new ArrayList<>();
    for (VaultObjects.Listed listed : objects.list(ObjectKind.SNAPSHOT)) {
      readSnapshot(listed.id()).ifPresent(snapshots::add);
    }
    snapshots.sort(
        Comparator.comparing((StoredSnapshot stored) -> stored.snapshot().time())
            .thenComparing(StoredSnapshot::id));
    return snapshots;
  }

  /** One snapshot that must be there, if it can be read. */
  Optional<StoredSnapshot> snapshot(BlobId id) {
    if (objects.store().stat(ObjectKind.SNAPSHOT.name(id)).isEmpty()) {
      findings.add(
          ObjectKind.SNAPSHOT,
          id,
          Damage.MISSING,
          "nothing else tells its tree",
          new Harm.OneSnapshot(id));
      return Optional.empty();
    }
    return readSnapshot(id);
  }

  private Optional<StoredSnapshot> readSnapshot(BlobId id) {
    List<StoredSnapshot> found = new ArrayList<>(1);
    read(
        ObjectKind.SNAPSHOT,
        id,
        new Harm.OneSnapshot(id),
        bytes ->
            found.add(
                new StoredSnapshot(
                    id, SnapshotFile.decode(objects.open(ObjectKind.SNAPSHOT, id, bytes)))));
    return found.stream().findFirst();
  }

  /** Looks for files that something else put where the vault keeps its own. */
  void foreign() {
    for (ObjectKind folder : FOLDERS) {
      objects.listForeign(
          folder,
          stat ->
              findings.notice(
                  stat.name(),
                  Notice.Kind.FOREIGN_OBJECT,
                  "something else put it there; the vault passes over it"));
    }
  }
}
