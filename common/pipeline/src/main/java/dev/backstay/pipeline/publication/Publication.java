package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.pipeline.publication.PublicationReport.Copied;
import dev.backstay.pipeline.publication.PublicationReport.Outcome;
import dev.backstay.pipeline.staging.RunCommit;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunManifest.StagedObject;
import dev.backstay.pipeline.staging.RunRecords;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.Vault;
import dev.backstay.vault.copy.ReplicaFrame;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The publication of committed runs at one destination, under a shared lock there.
 *
 * <p>Order: what makes the destination a replica, unless it is one; the index files the run
 * deduplicated against, each after its packs; the run's own packs; its index files; a last look
 * under the lock whether all of that is there; the snapshot. So whatever stops it, at every instant
 * each snapshot to be seen at the destination is complete, and an index file there implies its
 * packs. Everything stored is read back.
 *
 * <p>It may be repeated at any time, and any number of publishers may publish the same run: they
 * copy the same sealed bytes. What cannot be had anywhere fails with {@code OBJECT_MISSING} and
 * leaves the snapshot unpublished.
 */
public final class Publication {
  private final Route route;
  private final Vault vault;
  private final BlobStore staging;
  private final RunRecords records;
  private final PublicationListener listener;

  public Publication(Route route, PublicationListener listener) {
    this.route = route;
    this.vault = route.staging();
    this.staging = vault.store();
    this.records = new RunRecords(staging);
    this.listener = listener;
  }

  /** Publishes a committed backup; fails with {@code OBJECT_MISSING} for one that is not. */
  public PublicationReport run(BackupId backup) {
    return run(backup, _ -> {});
  }

  /**
   * The same, telling of it.
   *
   * @param announce hears that the backup is at the destination before staging notes it, so at
   *     least once, whatever stops this; when it fails, nothing is noted
   */
  public PublicationReport run(BackupId backup, Consumer<PublicationReport> announce) {
    Instant started = now();
    RunCommit commit =
        records
            .commit(backup)
            .orElseThrow(() ->
                new BackstayException(
                    ErrorCode.OBJECT_MISSING,
                    "no attempt of backup %s is committed in staging; nothing was published"
                        .formatted(backup)));
    if (route.prunes().forgets(commit.snapshot())) {
      return report(commit, Outcome.FORGOTTEN, started);
    }
    boolean missing = new ReplicaFrame(vault, route.destination().store()).isMissing();
    if (!missing && staging.stat(storedMark(backup)).isPresent()) {
      PublicationReport known = report(commit, Outcome.ALREADY_PUBLISHED, started);
      announce.accept(known);
      return known;
    }
    var delivery = new Delivery(route, listener);
    try (Visit visit = Visit.begin(route, missing)) {
      if (!publish(records.manifest(commit), delivery, visit)) {
        return report(commit, Outcome.FORGOTTEN, started);
      }
      var published =
          new PublicationReport(
              commit,
              route.destination().name(),
              Outcome.PUBLISHED,
              missing,
              delivery.copied(),
              started,
              now());
      announce.accept(published);
      var _ = staging.put(storedMark(backup), Payload.of(new byte[0]), PutOptions.REPLACE);
      return published;
    }
  }

  private BlobName storedMark(BackupId backup) {
    return StagingNames.stored(backup, route.destination().name());
  }

  private PublicationReport report(RunCommit commit, Outcome outcome, Instant started) {
    return new PublicationReport(
        commit, route.destination().name(), outcome, false, Copied.NOTHING, started, now());
  }

  private Instant now() {
    return vault.options().clock().instant();
  }

  /** Publishes, unless a prune has forgotten the backup since; whether it did. */
  private boolean publish(RunManifest manifest, Delivery delivery, Visit visit) {
    try {
      return publishOnce(manifest, delivery, visit);
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING) {
        throw e;
      }
      if (route.prunes().forgets(manifest.snapshot().id())) {
        return false;
      }
      boolean replaced =
          Stream.concat(manifest.base().stream(), manifest.indexes().stream().map(StagedObject::id))
              .anyMatch(index -> route.prunes().successors(index).isPresent());
      if (!replaced) {
        throw e;
      }
      return publishOnce(manifest, delivery, visit); // a prune took what was about to be copied
    }
  }

  private boolean publishOnce(RunManifest manifest, Delivery delivery, Visit visit) {
    List<BlobId> others = new ArrayList<>(manifest.base());
    List<StagedObject> own = new ArrayList<>();
    for (StagedObject index : manifest.indexes()) {
      if (route.prunes().successors(index.id()).isPresent()) {
        others.add(index.id());
      } else {
        own.add(index);
      }
    }
    Set<BlobId> indexes = bringBase(others, delivery);
    List<Delivery.Pack> packs = ownPacks(manifest, own, delivery);
    delivery.packs(packs);
    for (StagedObject index : own) {
      delivery.object(
          SealedFile.INDEX, index.id(), bytes(manifest, index, SealedFile.INDEX, delivery));
      indexes.add(index.id());
    }
    byte[] snapshot = bytes(manifest, manifest.snapshot(), SealedFile.SNAPSHOT, delivery);
    visit.requireLock();
    // Under the lock, for a prune that forgets it waits for the lock first.
    if (route.prunes().forgets(manifest.snapshot().id())) {
      return false;
    }
    requireComplete(packs, indexes, delivery);
    delivery.object(SealedFile.SNAPSHOT, manifest.snapshot().id(), snapshot);
    return true;
  }

  /** The run's packs, but those in place of whose index files a prune has put others. */
  private List<Delivery.Pack> ownPacks(
      RunManifest manifest, List<StagedObject> own, Delivery delivery) {
    if (own.size() == manifest.indexes().size()) {
      return manifest.packs().stream()
          .map(pack -> new Delivery.Pack(pack.id(), pack.length()))
          .toList();
    }
    return own.stream()
        .flatMap(index ->
            vault.packsIn(index.id(), bytes(manifest, index, SealedFile.INDEX, delivery)).stream()
                .map(pack -> new Delivery.Pack(pack.id(), pack.length())))
        .toList();
  }

  private byte[] bytes(
      RunManifest manifest, StagedObject object, SealedFile kind, Delivery delivery) {
    return delivery
        .sources()
        .read(
            object.id(),
            kind.name(object.id()),
            StagingNames.object(manifest.backup(), object.id()),
            kind.name(object.id()))
        .bytes();
  }

  /** Brings index files with their packs, those in place of which others came; all of them. */
  private Set<BlobId> bringBase(List<BlobId> base, Delivery delivery) {
    Set<BlobId> there = indexesThere();
    Set<BlobId> wanted = new LinkedHashSet<>();
    Set<BlobId> seen = new HashSet<>();
    Deque<BlobId> open = new ArrayDeque<>(base);
    while (!open.isEmpty()) {
      BlobId index = open.poll();
      if (!seen.add(index)) {
        continue;
      }
      if (there.contains(index)) {
        wanted.add(index);
      } else {
        route.prunes().successors(index).ifPresentOrElse(open::addAll, () -> wanted.add(index));
      }
    }
    for (BlobId index : wanted) {
      if (!there.contains(index)) {
        bring(index, delivery);
      }
    }
    return wanted;
  }

  private void bring(BlobId index, Delivery delivery) {
    byte[] file =
        delivery
            .sources()
            .read(index, SealedFile.INDEX.name(index), StagingNames.index(index))
            .bytes();
    delivery.packs(
        vault.packsIn(index, file).stream()
            .map(pack -> new Delivery.Pack(pack.id(), pack.length()))
            .toList());
    delivery.object(SealedFile.INDEX, index, file);
  }

  private Set<BlobId> indexesThere() {
    return SealedFile.INDEX.idsAt(route.destination().store());
  }

  /** A prune may have run before the lock was taken or regained: nothing may be gone since. */
  private void requireComplete(List<Delivery.Pack> own, Set<BlobId> indexes, Delivery delivery) {
    Set<BlobId> gone = new HashSet<>(indexes);
    gone.removeAll(indexesThere());
    for (Delivery.Pack pack : own) {
      if (!delivery.holds(pack)) {
        gone.add(pack.id());
      }
    }
    if (!gone.isEmpty()) {
      throw new BackstayException(
          ErrorCode.LOCK_LOST,
          "%d objects, %s among them, vanished from %s while they were needed; the snapshot was not published"
              .formatted(gone.size(), gone.iterator().next().shortHex(), route.destination()));
    }
  }
}
