package dev.backstay.vault.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.backstay.contract.BackstayException;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.work.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts that wait for each other, on the least memory they are ever given. */
class TortureTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int STREAMS = 4;
  private static final int BLOCK_BYTES = 4096;
  private static final int LONGEST = BLOCK_BYTES / 2;
  private static final int PACK_BYTES = 64 << 10;

  private final Vault vault = VaultFixture.create();

  /** Many streams over the fewest blocks that suffice; workers find every byte where it was put. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void blocksGoRound(long seed) {
    List<String> damage = Collections.synchronizedList(new ArrayList<>());
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          try (var workers = new Workers("torture", 2, 3, vault::bench)) {
            BlockPool pool = new BlockPool(BLOCK_BYTES, 2 * STREAMS, workers::throwFailure);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
              Random random = new Random(seed * 100 + i);
              readers.add(
                  Thread.ofPlatform()
                      .daemon()
                      .start(() -> {
                        for (int stream = 0; stream < 500; stream++) {
                          readStream(pool, workers, random, damage);
                        }
                      }));
            }
            for (Thread reader : readers) {
              reader.join();
            }
            workers.drain();
            requireAllBlocksBack(pool);
          }
        });
    assertThat(damage).isEmpty();
  }

  /** What a session does with blocks, with bytes that say whose they are. */
  private static void readStream(
      BlockPool pool, Workers workers, Random random, List<String> damage) {
    Block block = pool.take(LONGEST);
    int rest = random.nextInt(4 * BLOCK_BYTES);
    while (rest > 0) {
      int length = Math.min(rest, 1 + random.nextInt(LONGEST));
      if (block.room() < length) {
        Block next = pool.take(LONGEST);
        block.release();
        block = next;
      }
      int from = block.filled;
      byte mark = (byte) random.nextInt();
      Arrays.fill(block.bytes(), from, from + length, mark);
      block.filled += length;
      rest -= length;
      Block used = block;
      used.retain();
      workers.submit(_ -> {
        for (int i = from; i < from + length; i++) {
          if (used.bytes()[i] != mark) {
            damage.add("byte " + i);
            break;
          }
        }
        used.release();
      });
    }
    pool.handOn(block);
  }

  private static void requireAllBlocksBack(BlockPool pool) {
    List<Block> taken = new ArrayList<>();
    for (int i = 0; i < 2 * STREAMS; i++) {
      taken.add(pool.take(BLOCK_BYTES));
    }
    assertThat(taken).doesNotHaveDuplicates();
  }

  /** Small packs, few buffers, blobs larger than a pack among them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void packsAreFilledByManyAtOnce(long seed) {
    BlobStore store = vault.store();
    Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();
    BlobIndex index = new BlobIndex();
    assertTimeoutPreemptively(LIMIT, () -> fillPacks(store, seed, blobs, index));
    try (var reader = new BlobReader(vault.objects(), index, vault::bench)) {
      blobs.forEach((id, bytes) ->
          assertThat(reader.read(bytes.length % 3 == 0 ? BlobType.TREE : BlobType.DATA, id))
              .isEqualTo(bytes));
    }
  }

  /** A store that dies: everyone is told, nobody waits. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void packsOfADeadStoreEndEveryone(long seed) {
    int dies = new Random(seed).nextInt(20);
    BlobStore store =
        FaultyBlobStore.wrap(VaultFixture.memory(), FaultPlan.fromCall(dies, Fault.FAILS_BEFORE));
    assertTimeoutPreemptively(
        LIMIT,
        () ->
            assertThatThrownBy(
                    () -> fillPacks(store, seed, new ConcurrentHashMap<>(), new BlobIndex()))
                .isInstanceOf(BackstayException.class));
  }

  private void fillPacks(BlobStore store, long seed, Map<BlobId, byte[]> blobs, BlobIndex index) {
    Random random = new Random(seed);
    try (var workers = new Workers("torture", 4, 2, vault::bench);
        var uploads = new Workers("torture-upload", 1, 1, vault::bench)) {
      var packs =
          new PackWriter(
              PACK_BYTES,
              3,
              uploads,
              (pack, bytes, contents) -> {
                store.put(ObjectKind.PACK.name(pack), bytes, PutOptions.REPLACE);
                index.addPack(pack, contents);
              });
      for (int i = 0; i < 600; i++) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 400_000 : 9_000)];
        if (random.nextBoolean()) {
          random.nextBytes(bytes);
        } else {
          bytes[0] = (byte) i;
        }
        BlobId id = VaultObjects.hash(bytes);
        BlobType type = bytes.length % 3 == 0 ? BlobType.TREE : BlobType.DATA;
        if (blobs.putIfAbsent(id, bytes) == null) {
          workers.submit(bench -> packs.add(bench, type, id, Slice.of(bytes)));
        }
        if (i % 200 == 199) {
          workers.drain();
          packs.flush(workers);
        }
      }
      workers.drain();
      packs.flush(workers);
    }
  }
}
