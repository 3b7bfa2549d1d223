package dev.backstay.vault.session;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.Payload;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.ByteSource;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.Outbox;
import dev.backstay.vault.SealedPack;
import dev.backstay.vault.SessionStats;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.StoredPack;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.chunk.Chunker;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackHeader;
import dev.backstay.vault.pack.PackedBlob;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.SnapshotFile;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.tree.TreeCodec;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One run of writing into a vault: streams and trees go in, and at the end one snapshot makes them
 * visible. Any number of threads may store at once; all of them read into the same few blocks of
 * memory, and one crew of workers, as large as the machine has cores, chunks' hashes, frames and
 * seals.
 *
 * <p>Nothing is acknowledged before {@link #publish} returns: then packs, index and snapshot are
 * durable, in that order. A session that ends without it leaves only packs that nothing refers to,
 * which prune removes and which a later session of the same vault reuses as far as they were
 * indexed.
 */
public final class WriteSession implements AutoCloseable {
  /** Jobs that wait for a worker; blocks bound memory, this only smooths. */
  private static final int QUEUED_JOBS = 256;

  /** A block holds two of the longest usual chunks, so that moving a tail costs little. */
  private static final int BLOCK_BYTES = 8 << 20;

  /**
   * A stream holds at most two blocks while it moves its tail; with fewer, streams could wait for
   * each other.
   */
  private static final int BLOCKS_OF_A_STREAM = 2;

  /** Trees and other whole blobs that wait for a worker: those are not bounded by blocks. */
  private static final int MAX_WAITING_BYTES = 32 << 20;

  /** How often a waiting thread looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  /** Packs in memory beyond the two that are being filled: those on their way to the store. */
  private static final int FILLING_PACKS = 2;

  private final VaultObjects objects;
  private final Outbox outbox;
  private final BlobIndex index;
  private final Predicate<BlobId> isDoomed;
  private final Workers workers;
  private final Workers uploads;
  private final PackWriter packs;
  private final IndexWriter indexes;
  private final BlockPool blocks;
  private final SessionCounters counters = new SessionCounters();
  private final Set<BlobId> referred = ConcurrentHashMap.newKeySet();
  private final Map<BlobType, Set<BlobId>> claims = new EnumMap<>(BlobType.class);
  private final Semaphore streams;
  private final Semaphore waitingBytes = new Semaphore(MAX_WAITING_BYTES, true);

  /**
   * @param isDoomed packs that a prune has marked: what lies in them is stored again
   */
  public record Setup(
      VaultObjects objects,
      BlobIndex index,
      Predicate<BlobId> isDoomed,
      Supplier<Workbench> bench,
      VaultOptions options) {}

  /** Writes into the vault itself. */
  public WriteSession(Setup setup) {
    this(setup, setup.objects());
  }

  /** Writes into the vault by way of an outbox. */
  public WriteSession(Setup setup, Outbox outbox) {
    this.outbox = outbox;
    objects = setup.objects();
    index = setup.index();
    isDoomed = setup.isDoomed();
    for (BlobType type : BlobType.values()) {
      claims.put(type, ConcurrentHashMap.newKeySet());
    }
    VaultOptions options = setup.options();
    streams = new Semaphore(options.crew().streams());
    workers = new Workers("vault-worker", options.crew().cores(), QUEUED_JOBS, setup.bench());
    uploads = new Workers("vault-upload", options.crew().transfers(), 1, setup.bench());
    indexes = new IndexWriter(objects, outbox);
    packs =
        new PackWriter(
            options.packBytes(),
            FILLING_PACKS + options.crew().transfers() + 1,
            uploads,
            this::store);
    blocks =
        new BlockPool(
            BLOCK_BYTES, BLOCKS_OF_A_STREAM * options.crew().streams(), this::throwFailure);
  }

  /**
   * Reads a stream to its end and stores it. Returns once it is read; the result follows when every
   * chunk is hashed. A failure of the session is thrown here or by the next call; the result then
   * never comes.
   */
  public CompletableFuture<StoredContent> store(ByteSource source, Chunking chunking) {
    acquire(streams, 1);
    try {
      return read(source, Chunker.of(chunking));
    } finally {
      streams.release();
    }
  }

  private CompletableFuture<StoredContent> read(ByteSource source, Chunker chunker) {
    var content = new PendingContent();
    Cursor cursor = new Cursor(blocks.take(chunker.maxBytes()));
    boolean ended = false;
    try {
      cut(source, chunker, cursor, content);
      ended = true;
    } finally {
      if (ended) {
        blocks.handOn(cursor.block);
      } else {
        cursor.block.release();
      }
    }
    return content.end();
  }

  private void acquire(Semaphore semaphore, int permits) {
    try {
      do {
        throwFailure();
      } while (!semaphore.tryAcquire(permits, LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for a turn to store", e);
    }
  }

  /** The block a stream is being read into, and where its next chunk starts. */
  private static final class Cursor {
    private Block block;
    private int start;

    Cursor(Block block) {
      this.block = block;
      this.start = block.filled;
    }

    int available() {
      return block.filled - start;
    }
  }

  private void cut(ByteSource source, Chunker chunker, Cursor cursor, PendingContent content) {
    int longest = chunker.maxBytes();
    boolean ended = fill(source, cursor.block);
    while (true) {
      while (cursor.available() >= longest || (ended && cursor.available() > 0)) {
        int end = chunker.cut(cursor.block.bytes(), cursor.start, cursor.block.filled);
        submit(cursor.block, cursor.start, end - cursor.start, content);
        cursor.start = end;
      }
      if (ended) {
        return;
      }
      moveTail(cursor, longest);
      ended = fill(source, cursor.block);
    }
  }

  /** Fills a block as far as the stream goes; whether the stream has ended. */
  private static boolean fill(ByteSource source, Block block) {
    while (block.room() > 0) {
      int count = source.read(block.bytes(), block.filled, block.room());
      if (count < 0) {
        return true;
      }
      block.filled += count;
    }
    return false;
  }

  /** Takes a new block and carries over what is not cut yet. */
  private void moveTail(Cursor cursor, int longest) {
    Block next = blocks.take(longest);
    int tail = cursor.available();
    System.arraycopy(cursor.block.bytes(), cursor.start, next.bytes(), next.filled, tail);
    cursor.start = next.filled;
    next.filled += tail;
    cursor.block.release();
    cursor.block = next;
  }

  private void submit(Block block, int from, int length, PendingContent content) {
    int number = content.next(length);
    block.retain();
    boolean submitted = false;
    try {
      workers.submit(bench -> {
        BlobId id = bench.hash(block.bytes(), from, length);
        counters.bytesRead.add(length);
        save(bench, BlobType.DATA, id, new Slice(block.bytes(), from, length));
        block.release();
        content.found(number, id);
      });
      submitted = true;
    } finally {
      if (!submitted) {
        block.release();
      }
    }
  }

  /** Stores a directory; its subtrees may still be on their way. */
  public BlobId store(Tree tree) {
    return store(BlobType.TREE, TreeCodec.encode(tree));
  }

  /** Stores one blob that is already cut, if the vault does not hold it. */
  public BlobId store(BlobType type, byte[] plain) {
    BlobId id = VaultObjects.hash(plain);
    int share = Math.min(plain.length, MAX_WAITING_BYTES);
    acquire(waitingBytes, share);
    boolean submitted = false;
    try {
      workers.submit(bench -> {
        save(bench, type, id, Slice.of(plain));
        waitingBytes.release(share);
      });
      submitted = true;
    } finally {
      if (!submitted) {
        waitingBytes.release(share);
      }
    }
    return id;
  }

  private void save(Workbench bench, BlobType type, BlobId id, Slice plain) {
    // Claim first, look second: once a pack is stored its blobs are indexed first and released
    // second.
    if (!claims(type).add(id)) {
      return;
    }
    if (isKept(type, id)) {
      claims(type).remove(id);
      return;
    }
    counters.blobsNew.increment();
    counters.bytesNew.add(plain.length());
    packs.add(bench, type, id, plain);
  }

  /** Whether a blob need not be stored again; the pack that keeps it is then one referred to. */
  private boolean isKept(BlobType type, BlobId id) {
    Optional<BlobId> keeper =
        index.findAll(type, id).stream()
            .map(IndexedBlob::pack)
            .filter(pack -> !isDoomed.test(pack))
            .findFirst();
    keeper.ifPresent(referred::add);
    return keeper.isPresent();
  }

  private Set<BlobId> claims(BlobType type) {
    return Objects.requireNonNull(claims.get(type));
  }

  private void store(BlobId pack, Payload bytes, List<PackedBlob> blobs) {
    StoredPack stored = describe(pack, bytes.size(), blobs);
    outbox.storePack(
        new SealedPack(
            stored,
            bytes,
            () -> objects.seal(IndexFile.encode(List.of(new IndexFile.Pack(pack, blobs))))));
    counters.packs.increment();
    counters.bytesStored.add(bytes.size());
    index.addPack(pack, blobs);
    indexes.add(pack, blobs);
    blobs.forEach(blob -> claims(blob.type()).remove(blob.id()));
  }

  private static StoredPack describe(BlobId pack, long length, List<PackedBlob> blobs) {
    boolean holdsTrees = blobs.stream().anyMatch(blob -> blob.type() == BlobType.TREE);
    long plainBytes = blobs.stream().mapToLong(PackedBlob::size).sum();
    return new StoredPack(pack, length, plainBytes, holdsTrees);
  }

  /**
   * Takes over a pack that an earlier session made durable and did not publish: what lies in it is
   * not stored again, and this session's index names it.
   */
  public StoredPack adopt(BlobId pack, List<PackedBlob> blobs) {
    index.addPack(pack, blobs);
    indexes.add(pack, blobs);
    return describe(pack, PackHeader.packBytes(blobs), blobs);
  }

  /** The packs in which something was found that therefore was not stored again. */
  public Set<BlobId> referred() {
    return Set.copyOf(referred);
  }

  /**
   * Whether the vault, this session's own work included, holds a blob that no prune is about to
   * remove.
   */
  public boolean holds(BlobType type, BlobId id) {
    return isKept(type, id);
  }

  /** What the session did so far. */
  public SessionStats stats() {
    return counters.stats();
  }

  /**
   * Waits until everything handed over so far lies in a pack. Whoever stores many blobs that are
   * already cut calls it between them: they are in memory until then.
   */
  public void drain() {
    workers.drain();
  }

  /** Makes everything stored so far durable: packs, then their index. */
  public void flush() {
    workers.drain();
    packs.flush(workers);
    indexes.flush();
  }

  /** Makes everything durable and then, last of all, the snapshot; its id. */
  public BlobId publish(Snapshot snapshot) {
    flush();
    byte[] file = objects.seal(SnapshotFile.encode(snapshot));
    BlobId id = VaultObjects.hash(file);
    outbox.storeSnapshot(id, file);
    return id;
  }

  /** Throws what made the session fail, if anything did. */
  public void throwFailure() {
    workers.throwFailure();
    uploads.throwFailure();
  }

  /** Ends the session's threads; what was not published stays invisible. */
  @Override
  public void close() {
    workers.close();
    uploads.close();
  }
}
