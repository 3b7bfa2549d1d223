package dev.backstay.vault.read;

import dev.backstay.contract.BackstayException;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads many data blobs at once, pack by pack, on a crew of its own: neighbours in a pack are
 * fetched by one read, and fetching, opening and writing overlap.
 */
public final class BulkReader implements AutoCloseable {
  /**
   * Bytes of one read from the store: large enough to amortise a round trip, small enough for many
   * at once.
   */
  private static final int MAX_READ_BYTES = 8 << 20;

  /** A hole of this size between two blobs is cheaper to fetch than a second round trip. */
  private static final int MAX_HOLE_BYTES = 256 << 10;

  private final VaultObjects objects;
  private final BlobIndex index;
  private final BlobReader single;
  private final Workers workers;

  /** Takes blobs as they are read: each once, from several threads, in no order. */
  public interface BlobSink {
    /**
     * The first {@code length} bytes of {@code bytes} are the blob; they are valid during the call
     * only.
     */
    void accept(BlobId id, byte[] bytes, int length);

    /** The blob cannot be had: missing, or damaged in every pack that holds it. Reading goes on. */
    void lost(BlobId id, BackstayException cause);

    /** A sink for the blobs of one read from the store, which one thread tells. */
    default BlobSink ofOneRead() {
      return this;
    }

    /**
     * In which order the blobs of one read are wanted; as they lie in the pack where it is equal.
     */
    default Comparator<BlobId> order() {
      return (_, _) -> 0;
    }

    /** The sink of one read was told of all its blobs. */
    default void ended() {}
  }

  public BulkReader(VaultObjects objects, BlobIndex index, Supplier<Workbench> bench, int threads) {
    this.objects = objects;
    this.index = index;
    this.single = new BlobReader(objects, index, bench);
    this.workers = new Workers("vault-reader", threads, threads, bench);
  }

  /** Reads the blobs; returns when the sink was told of every one. */
  public void read(Collection<BlobId> ids, BlobSink sink) {
    Map<BlobId, List<PackedBlob>> packs = new LinkedHashMap<>();
    for (BlobId id : ids) {
      Optional<IndexedBlob> place = index.find(BlobType.DATA, id);
      if (place.isPresent()) {
        packs.computeIfAbsent(place.get().pack(), _ -> new ArrayList<>()).add(place.get().blob());
      } else {
        sink.lost(id, BlobReader.unknown(objects, BlobType.DATA, id));
      }
    }
    packs.forEach((pack, blobs) -> submit(pack, blobs, sink));
    workers.drain();
  }

  /**
   * Reads blobs of either type from one pack and no other; returns when the sink has taken every
   * one.
   */
  public void read(BlobId pack, List<PackedBlob> blobs, BlobSink sink) {
    submit(pack, blobs, sink);
    workers.drain();
  }

  private void submit(BlobId pack, List<PackedBlob> wanted, BlobSink sink) {
    List<PackedBlob> blobs =
        wanted.stream().distinct().sorted(Comparator.comparingInt(PackedBlob::offset)).toList();
    int first = 0;
    for (int i = 1; i <= blobs.size(); i++) {
      if (i == blobs.size() || !belongs(blobs.get(first), blobs.get(i - 1), blobs.get(i))) {
        List<PackedBlob> run = List.copyOf(blobs.subList(first, i));
        workers.submit(bench -> fetch(bench, pack, run, sink));
        first = i;
      }
    }
  }

  private static boolean belongs(PackedBlob first, PackedBlob previous, PackedBlob next) {
    int hole = next.offset() - (previous.offset() + previous.length());
    return hole <= MAX_HOLE_BYTES
        && next.offset() + next.length() - first.offset() <= MAX_READ_BYTES;
  }

  private void fetch(Workbench bench, BlobId pack, List<PackedBlob> run, BlobSink sink) {
    int start = run.getFirst().offset();
    int length = run.getLast().offset() + run.getLast().length() - start;
    byte[] bytes;
    try {
      bytes = objects.store().read(ObjectKind.PACK.name(pack), start, length);
    } catch (BackstayException e) {
      if (!BlobReader.isDamage(e)) {
        throw e;
      }
      run.forEach(blob -> readSingly(blob.id(), sink));
      return;
    }
    BlobSink taker = sink.ofOneRead();
    List<PackedBlob> blobs =
        run.stream().sorted(Comparator.comparing(PackedBlob::id, taker.order())).toList();
    for (PackedBlob blob : blobs) {
      byte[] plain;
      try {
        plain =
            BlobReader.decode(
                objects, bench, new IndexedBlob(pack, blob), bytes, blob.offset() - start);
      } catch (BackstayException e) {
        if (!BlobReader.isDamage(e)) {
          throw e;
        }
        readSingly(blob.id(), taker);
        continue;
      }
      taker.accept(blob.id(), plain, blob.size());
    }
    taker.ended();
  }

  /** The slow way round damage: every place of the blob, one after the other. */
  private void readSingly(BlobId id, BlobSink sink) {
    byte[] plain;
    try {
      plain = single.read(BlobType.DATA, id);
    } catch (BackstayException e) {
      if (!BlobReader.isDamage(e)) {
        throw e;
      }
      sink.lost(id, e);
      return;
    }
    sink.accept(id, plain, plain.length);
  }

  @Override
  public void close() {
    workers.close();
    single.close();
  }
}
