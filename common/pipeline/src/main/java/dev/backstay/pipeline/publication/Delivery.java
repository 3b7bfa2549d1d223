package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.copy.Transfers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings sealed objects to one destination and makes sure that they are there: what was stored is
 * read back and hashed, for a store may acknowledge what it does not keep. Packs that were found
 * good are confirmed in staging. Any number of threads and processes may deliver the same.
 */
final class Delivery {
  /** A pack as it was sent and as it came back. */
  private static final int COPIES_IN_MEMORY = 2;

  private final Route route;
  private final BlobStore staging;
  private final BlobStore target;
  private final Sources sources;
  private final PublicationListener listener;
  private final LongAdder packs = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder present = new LongAdder();
  private final Map<DestinationName, LongAdder> fromSiblings = new ConcurrentHashMap<>();

  Delivery(Route route, PublicationListener listener) {
    this.route = route;
    this.staging = route.staging().store();
    this.target = route.destination().store();
    this.sources = new Sources(staging, route.siblings());
    this.listener = listener;
  }

  /** A pack and how long it is. */
  record Pack(BlobId id, long length) {}

  Sources sources() {
    return sources;
  }

  /** Makes sure of packs, several at once. */
  void packs(Collection<Pack> wanted) {
    listener.planned(wanted.size(), wanted.stream().mapToLong(Pack::length).sum());
    Transfers.run(route.staging(), wanted, pack -> COPIES_IN_MEMORY * pack.length(), this::pack);
  }

  private void pack(Pack pack) {
    BlobName name = SealedFile.PACK.name(pack.id());
    BlobName confirmation = StagingNames.confirmed(route.destination().name(), pack.id());
    boolean copied = false;
    if (!hasSize(name, pack.length())) {
      copy(pack, name);
      copied = true;
    } else if (staging.stat(confirmation).isEmpty() && !isIntact(name, pack.id())) {
      copy(pack, name);
      copied = true;
    }
    confirm(confirmation);
    (copied ? packs : present).increment();
    listener.done(pack.id(), pack.length(), copied);
  }

  private void copy(Pack pack, BlobName name) {
    Sources.Found found = sources.read(pack.id(), name, StagingNames.pack(pack.id()));
    store(name, pack.id(), found.bytes());
    bytes.add(found.bytes().length);
    found
        .sibling()
        .ifPresent(
            sibling -> fromSiblings.computeIfAbsent(sibling, _ -> new LongAdder()).increment());
  }

  private void confirm(BlobName confirmation) {
    if (staging.stat(confirmation).isEmpty()) {
      var _ = staging.put(confirmation, Payload.of(new byte[0]), PutOptions.REPLACE);
    }
  }

  /** Makes sure of an index file or snapshot. */
  void object(SealedFile kind, BlobId id, byte[] file) {
    BlobName name = kind.name(id);
    if (!hasSize(name, file.length) || !isIntact(name, id)) {
      store(name, id, file);
    }
  }

  /** Whether a pack is at the destination, by presence and size. */
  boolean holds(Pack pack) {
    return hasSize(SealedFile.PACK.name(pack.id()), pack.length());
  }

  private boolean hasSize(BlobName name, long length) {
    Optional<BlobStat> stat = target.stat(name);
    return stat.isPresent() && stat.get().size() == length;
  }

  private void store(BlobName name, BlobId id, byte[] file) {
    try {
      var _ = target.put(name, Payload.of(file), PutOptions.REPLACE);
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.STORE_AMBIGUOUS || !isIntact(name, id)) {
        throw e;
      }
      return;
    }
    if (!isIntact(name, id)) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%s was stored at %s and did not come back as it was; nothing that needs it was published"
              .formatted(name, route.destination()));
    }
  }

  /** Whether the bytes at the destination are what their name says. */
  private boolean isIntact(BlobName name, BlobId id) {
    try {
      return BlobId.hash(target.read(name)).equals(id);
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      return false;
    }
  }

  /** What was done so far. */
  PublicationReport.Copied copied() {
    Map<DestinationName, Long> siblings = new HashMap<>();
    fromSiblings.forEach((name, count) -> siblings.put(name, count.sum()));
    return new PublicationReport.Copied(
        packs.sum(), bytes.sum(), present.sum(), siblings, sources.damaged());
  }
}
