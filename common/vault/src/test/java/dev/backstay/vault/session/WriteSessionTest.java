package dev.backstay.vault.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.ByteSource;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.SampleFiles;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteSessionTest {
  private static final Chunking SMALL = new Chunking.ContentDefined(2 << 10, 8 << 10, 32 << 10);
  private static final int THREADS = 4;

  private final BlobStore store = VaultFixture.memory();
  private final Vault vault = VaultFixture.create(store, VaultFixture.options());
  private final BlobIndex index = new BlobIndex();

  @Test
  void contentThatManyStoreAtOnceIsStoredOnce() throws InterruptedException {
    // Given
    byte[] content = noise(1, 3 << 20);

    // When
    List<CompletableFuture<StoredContent>> results =
        Collections.synchronizedList(new ArrayList<>());
    try (WriteSession session = session(vault)) {
      inParallel(() -> results.add(session.store(new ByteArrayInputStream(content)::read, SMALL)));
      session.flush();

      // Then
      StoredContent first = results.getFirst().join();
      assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo(first));
      int distinct = new HashSet<>(first.blobs()).size();
      assertThat(index.size()).isEqualTo(distinct);
      assertThat(session.stats().blobsNew()).isEqualTo(distinct);
      assertThat(session.stats().bytesNew()).isEqualTo(content.length);
      assertThat(session.stats().bytesRead()).isEqualTo((long) THREADS * content.length);
    }
    requireStored(results.getFirst().join(), content);
  }

  @Test
  void aSessionInTheBackgroundHasManyWaitForItsOneStream() throws InterruptedException {
    byte[] content = noise(4, 40 << 20); // several times what its blocks hold
    Chunking chunks = new Chunking.Fixed(4 << 20);
    List<CompletableFuture<StoredContent>> results =
        Collections.synchronizedList(new ArrayList<>());
    Vault inBackground = vault.with(vault.options().inBackground());
    var setup =
        new WriteSession.Setup(
            inBackground.objects(), index, _ -> false, inBackground::bench, inBackground.options());
    try (var session = new WriteSession(setup)) {
      inParallel(() -> results.add(session.store(new ByteArrayInputStream(content)::read, chunks)));
      session.flush();
    }
    StoredContent first = results.getFirst().join();
    assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo(first));
    requireStored(first, content);
  }

  @Test
  void onlyDataThatDoesNotCompressIsStoredRaw() {
    try (WriteSession session = session(vault)) {
      // When
      BlobId noise = session.store(BlobType.DATA, noise(2, 5000));
      BlobId text = session.store(BlobType.DATA, new byte[5000]);
      BlobId tree = session.store(Tree.of(List.of()));
      session.flush();

      // Then
      assertThat(index.find(BlobType.DATA, noise).orElseThrow().blob().isCompressed()).isFalse();
      assertThat(index.find(BlobType.DATA, text).orElseThrow().blob().isCompressed()).isTrue();
      assertThat(index.find(BlobType.TREE, tree).orElseThrow().blob().isCompressed()).isTrue();
    }
  }

  @Test
  void treesAndDataLieInPacksOfTheirOwn() {
    SampleFiles.seeded(3).backUp(vault);
    try (VaultReader reader = vault.reader()) {
      BlobIndex loaded = reader.index();
      Map<BlobId, BlobType> types = new HashMap<>();
      for (int row = 0; row < loaded.size(); row++) {
        BlobType type = loaded.at(row).blob().type();
        assertThat(types.merge(loaded.at(row).pack(), type, (a, _) -> a)).isEqualTo(type);
      }
      assertThat(types).hasSize(2);
    }
  }

  @Test
  void smallFilesOfManyThreadsKeepTheirBytes() throws InterruptedException {
    // When
    List<Runnable> checks = Collections.synchronizedList(new ArrayList<>());
    try (WriteSession session = session(vault)) {
      List<Integer> seeds = Collections.synchronizedList(new ArrayList<>(List.of(10, 20, 30, 40)));
      inParallel(() -> {
        Random random = new Random(seeds.removeFirst());
        for (int i = 0; i < 300; i++) {
          byte[] content = noise(random.nextInt(), random.nextInt(20_000));
          var result = session.store(new ByteArrayInputStream(content)::read, Chunking.FILES);
          checks.add(() -> requireStored(result.join(), content));
        }
      });
      session.flush();
    }

    // Then
    assertThat(checks).hasSize(THREADS * 300);
    checks.forEach(Runnable::run);
  }

  @Test
  void cutsDoNotDependOnHowAStreamIsRead() {
    // Given
    byte[] content = noise(4, 20 << 20);
    Random random = new Random(5);
    List<List<BlobId>> cuts = new ArrayList<>();
    try (WriteSession session = session(vault)) {
      for (int longestRead : new int[] {Integer.MAX_VALUE, 65_536, 7_919}) {
        // When: a small file before it makes the stream begin within a block
        byte[] before = noise(6, longestRead % 9_999);
        var _ = session.store(new ByteArrayInputStream(before)::read, SMALL);
        var input = new ByteArrayInputStream(content);
        var result =
            session.store(
                (target, from, length) ->
                    input.read(target, from, Math.min(length, 1 + random.nextInt(longestRead - 1))),
                Chunking.FILES);
        session.flush();
        cuts.add(result.join().blobs());
      }
    }

    // Then
    assertThat(cuts.get(1)).isEqualTo(cuts.get(0));
    assertThat(cuts.get(2)).isEqualTo(cuts.get(0));
  }

  @Test
  void whatLiesInADoomedPackIsStoredAgain() {
    // Given
    byte[] content = noise(7, 10_000);
    try (WriteSession session = session(vault)) {
      session.store(BlobType.DATA, content);
      session.flush();
    }
    BlobId doomed = index.packs().getFirst();

    // When
    try (WriteSession session = new WriteSession(setup(vault, pack -> pack.equals(doomed)))) {
      BlobId id = session.store(BlobType.DATA, content);
      session.flush();

      // Then
      assertThat(index.findAll(BlobType.DATA, id)).hasSize(2);
      assertThat(session.holds(BlobType.DATA, id)).isTrue();
      session.store(BlobType.DATA, content);
      session.flush();
      assertThat(index.findAll(BlobType.DATA, id)).hasSize(2);
    }
  }

  @Test
  void aFailureOfTheStoreReachesWhoeverPublishes() {
    for (String folder : List.of("data/", "index/", "snapshots/")) {
      // Given
      Vault failing = VaultFixture.open(failsToPut(folder), VaultFixture.options());
      SampleFiles files = SampleFiles.seeded(8);

      // Then
      assertCode(ErrorCode.STORE_UNREACHABLE, () -> files.backUp(failing));
      assertThat(VaultFixture.names(store, "snapshots")).isEmpty();
      assertThat(VaultFixture.names(store, "locks")).isEmpty();
    }
  }

  @Test
  void everyCallAfterAFailureEndsWithIt() throws InterruptedException {
    // Given
    Vault failing = VaultFixture.open(failsToPut("data/"), VaultFixture.options());
    try (WriteSession session = session(failing)) {
      session.store(BlobType.DATA, noise(9, 1000));
      assertCode(ErrorCode.STORE_UNREACHABLE, session::flush);

      // Then: many more than there are permits for streams
      List<Integer> failed = Collections.synchronizedList(new ArrayList<>());
      inParallel(() -> {
        for (int i = 0; i < 10; i++) {
          assertCode(
              ErrorCode.STORE_UNREACHABLE,
              () -> session.store(new ByteArrayInputStream(new byte[10])::read, SMALL));
          assertCode(ErrorCode.STORE_UNREACHABLE, () -> session.store(BlobType.DATA, new byte[10]));
          failed.add(i);
        }
      });
      assertThat(failed).hasSize(10 * THREADS);
    }
  }

  @Test
  void aSourceThatFailsHarmsNoOther() {
    // Given
    byte[] content = noise(10, 9 << 20);
    try (WriteSession session = session(vault)) {
      for (int i = 0; i < 20; i++) {
        assertCode(ErrorCode.SOURCE_UNREADABLE, () -> session.store(failsBehind(9 << 20), SMALL));
      }

      // When
      var result = session.store(new ByteArrayInputStream(content)::read, SMALL);
      session.flush();

      // Then
      requireStored(result.join(), content);
    }
  }

  @Test
  void aThreadThatIsInterruptedHarmsNoOther() {
    // Given
    byte[] content = noise(11, 9 << 20);
    try (WriteSession session = session(vault)) {
      for (int i = 0; i < 20; i++) {
        Thread.currentThread().interrupt();
        assertCode(
            ErrorCode.INTERRUPTED,
            () -> session.store(new ByteArrayInputStream(content)::read, SMALL));
        assertCode(ErrorCode.INTERRUPTED, () -> session.store(BlobType.DATA, content));
        assertThat(Thread.interrupted()).isTrue();
      }

      // When
      var result = session.store(new ByteArrayInputStream(content)::read, SMALL);
      session.flush();

      // Then
      requireStored(result.join(), content);
    }
  }

  @Test
  void closingASessionEndsThoseWhoStillStore() throws InterruptedException {
    // Given
    List<ErrorCode> ends = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch storing = new CountDownLatch(2 * THREADS);
    List<Thread> threads;
    try (WriteSession session = session(vault)) {
      Runnable endless =
          () -> {
            try {
              var _ =
                  session.store(
                      (target, from, length) -> {
                        storing.countDown();
                        return length;
                      },
                      SMALL);
            } catch (BackstayException e) {
              ends.add(e.code());
            }
          };
      threads = start(2 * THREADS, endless);
      while (storing.getCount() > THREADS) {
        Thread.onSpinWait();
      }
    }

    // Then
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ends).hasSize(2 * THREADS).containsOnly(ErrorCode.INTERRUPTED);
  }

  @Test
  void aSessionThatPublishesNothingLeavesNothingVisible() {
    // Given
    SampleFiles files = SampleFiles.seeded(12);
    try (var writer = vault.writer()) {
      files.store(writer);
    }

    // Then
    assertThat(VaultFixture.names(store, "snapshots")).isEmpty();
    assertThat(VaultFixture.names(store, "index")).isEmpty();
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
    files.requireIn(vault, files.backUp(vault));
  }

  @Test
  void anUnchangedBackupStoresOnlyItsSnapshot() {
    // Given
    SampleFiles files = SampleFiles.seeded(13);
    var first = files.backUp(vault);
    var before = VaultFixture.names(store, "");

    // When
    var second = files.backUp(vault);

    // Then
    assertThat(second.snapshot().tree()).isEqualTo(first.snapshot().tree());
    var added = VaultFixture.names(store, "");
    added.removeAll(before);
    assertThat(added).containsExactly("snapshots/" + second.id());
  }

  private BlobStore failsToPut(String prefix) {
    return FaultyBlobStore.wrap(
        store,
        call ->
            call.operation() == StoreOperation.PUT && call.subject().startsWith(prefix)
                ? Optional.of(Fault.FAILS_BEFORE)
                : Optional.empty());
  }

  private static ByteSource failsBehind(int bytes) {
    var input = new ByteArrayInputStream(new byte[bytes]);
    return (target, from, length) -> {
      int count = input.read(target, from, length);
      if (count < 0) {
        throw new BackstayException(ErrorCode.SOURCE_UNREADABLE, "gone");
      }
      return count;
    };
  }

  private WriteSession session(Vault place) {
    return new WriteSession(setup(place, _ -> false));
  }

  private WriteSession.Setup setup(Vault place, Predicate<BlobId> isDoomed) {
    VaultOptions options = place.options().withCores(2).withPackBytes(4 << 20);
    return new WriteSession.Setup(place.objects(), index, isDoomed, place::bench, options);
  }

  private void requireStored(StoredContent stored, byte[] content) {
    assertThat(stored.size()).isEqualTo(content.length);
    var found = new ByteArrayOutputStream();
    try (var reader = new BlobReader(vault.objects(), index, vault::bench)) {
      stored.blobs().forEach(id -> found.writeBytes(reader.read(BlobType.DATA, id)));
    }
    assertThat(found.toByteArray()).isEqualTo(content);
  }

  private static void inParallel(Runnable work) throws InterruptedException {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Runnable caught =
        () -> {
          try {
            work.run();
          } catch (RuntimeException | AssertionError e) {
            failures.add(e);
          }
        };
    for (Thread thread : start(THREADS, caught)) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  private static List<Thread> start(int count, Runnable work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().daemon().start(work));
    }
    return threads;
  }

  private static byte[] noise(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
