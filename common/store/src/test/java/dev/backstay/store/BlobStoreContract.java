package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link BlobStore}'s Javadoc promises, as tests. Every implementation and every wrapper
 * extends this suite; {@link #open} gives it a store in which nothing is stored.
 */
public abstract class BlobStoreContract {
  private static final int RACERS = 8;
  private static final int UNIFORM_STEP = 1_009;
  private static final int UNIFORM_EXTRA = 3;

  /** The store under test; opened before and closed after each test. */
  protected BlobStore store = new MemoryBlobStore(Instant::now);

  /** A store in which nothing is stored, for one test. */
  protected abstract BlobStore open() throws Exception;

  /** Whether the store keeps {@link PutOptions#retainUntil}; all others must refuse it. */
  protected boolean keepsObjectLock() {
    return false;
  }

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void whatWasPutIsRead() {
    // Given
    BlobName name = BlobName.of("data/00/first");
    Instant before = Instant.now();
    // When
    PutOutcome outcome = store.put(name, text("hello"), PutOptions.REPLACE);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(store.read(name)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    assertThat(store.stat(name))
        .hasValueSatisfying(stat -> {
          assertThat(stat.name()).isEqualTo(name);
          assertThat(stat.size()).isEqualTo(5);
          assertThat(stat.modified())
              .isBetween(before.minusSeconds(60), Instant.now().plusSeconds(60));
        });
    assertThat(listed("")).containsExactly("data/00/first");
  }

  @Test
  void locationSaysWhereThisIs() {
    assertThat(store.location()).isNotBlank();
  }

  @Test
  void putReplacesByDefault() {
    // Given
    BlobName name = BlobName.of("config");
    store.put(name, text("a longer old value"), PutOptions.REPLACE);
    // When
    PutOutcome outcome = store.put(name, text("new"), PutOptions.REPLACE);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(store.read(name)).asString(StandardCharsets.UTF_8).isEqualTo("new");
    assertThat(listed("")).containsExactly("config");
  }

  @Test
  void onlyIfAbsentLeavesTheFirstObjectAlone() {
    // Given
    BlobName name = BlobName.of("runs/one");
    // When
    PutOutcome first = store.put(name, text("first"), PutOptions.ONLY_IF_ABSENT);
    PutOutcome second = store.put(name, text("second"), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(first).isEqualTo(PutOutcome.STORED);
    assertThat(second).isEqualTo(PutOutcome.EXISTED);
    assertThat(store.read(name)).asString(StandardCharsets.UTF_8).isEqualTo("first");
  }

  @Test
  void onlyIfAbsentStoresAgainAfterADelete() {
    // Given
    BlobName name = BlobName.of("runs/one");
    store.put(name, text("first"), PutOptions.ONLY_IF_ABSENT);
    store.delete(name);
    // When
    PutOutcome outcome = store.put(name, text("second"), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(store.read(name)).asString(StandardCharsets.UTF_8).isEqualTo("second");
  }

  @Test
  void exactlyOneOfManyRacersStores() {
    for (int round = 0; round < 3; round++) {
      // Given
      BlobName name = BlobName.of("runs/race-" + round);
      // When
      List<PutOutcome> outcomes =
          inParallel(
              RACERS, racer -> store.put(name, text("racer " + racer), PutOptions.ONLY_IF_ABSENT));
      // Then
      assertThat(outcomes).filteredOn(PutOutcome.STORED::equals).hasSize(1);
      assertThat(store.read(name))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("racer " + outcomes.indexOf(PutOutcome.STORED));
    }
  }

  @Test
  void rangesAreReadExactly() {
    // Given
    BlobName name = BlobName.of("data/00/range");
    byte[] bytes = random(7, 100_000);
    store.put(name, Payload.of(bytes), PutOptions.REPLACE);
    // When, Then
    assertThat(store.read(name, 0, 1)).isEqualTo(Arrays.copyOf(bytes, 1));
    assertThat(store.read(name, 0, bytes.length)).isEqualTo(bytes);
    assertThat(store.read(name, 65_000, 2_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 65_000, 67_000));
    assertThat(store.read(name, 99_999, 1)).isEqualTo(Arrays.copyOfRange(bytes, 99_999, 100_000));
    assertThat(store.read(name, 5, 0)).isEmpty();
  }

  @Test
  void objectThatEndsBeforeTheRangeIsCorrupt() {
    // Given
    BlobName name = BlobName.of("data/00/short");
    store.put(name, text("0123456789"), PutOptions.REPLACE);
    // When, Then
    assertCode(ErrorCode.OBJECT_CORRUPT, () -> store.read(name, 0, 11));
    assertCode(ErrorCode.OBJECT_CORRUPT, () -> store.read(name, 9, 2));
    assertCode(ErrorCode.OBJECT_CORRUPT, () -> store.read(name, 10, 1));
    assertCode(ErrorCode.OBJECT_CORRUPT, () -> store.read(name, 1_000, 5));
  }

  @Test
  void missingObjectIsNamed() {
    // Given
    BlobName name = BlobName.of("data/ff/missing");
    // When, Then
    assertThat(store.stat(name)).isEmpty();
    assertThatThrownBy(() -> store.read(name)).hasMessageContaining("data/ff/missing");
    assertCode(ErrorCode.OBJECT_MISSING, () -> store.read(name));
    assertCode(ErrorCode.OBJECT_MISSING, () -> store.read(name, 0, 1));
  }

  @Test
  void folderIsNoObject() {
    // Given
    store.put(BlobName.of("data/00/object"), text("x"), PutOptions.REPLACE);
    BlobName folder = BlobName.of("data/00");
    // When, Then
    assertThat(store.stat(folder)).isEmpty();
    assertThat(store.delete(folder)).isFalse();
    assertCode(ErrorCode.OBJECT_MISSING, () -> store.read(folder));
    assertThat(store.stat(BlobName.of("data/00/object/below"))).isEmpty();
    assertThat(listed("")).containsExactly("data/00/object");
  }

  @Test
  void listShowsWhatIsBelowThePrefixOnly() {
    // Given
    for (String name :
        List.of("config", "keys/a", "keys/b", "keys2/c", "data/00/d", "data/0/e", "data/01/f")) {
      store.put(BlobName.of(name), text(name), PutOptions.REPLACE);
    }
    // When, Then
    assertThat(listed("keys")).containsExactlyInAnyOrder("keys/a", "keys/b");
    assertThat(listed("data")).containsExactlyInAnyOrder("data/00/d", "data/0/e", "data/01/f");
    assertThat(listed("data/0")).containsExactly("data/0/e");
    assertThat(listed("config")).isEmpty();
    assertThat(listed("nothing")).isEmpty();
    assertThat(listed("nothing/below")).isEmpty();
    assertThat(listed("")).hasSize(7);
  }

  @Test
  void listOfManyObjectsShowsEachOnceWithItsSize() {
    // Given
    List<String> names = IntStream.range(0, 120).mapToObj(i -> "locks/" + i).toList();
    names.forEach(
        name -> store.put(BlobName.of(name), text("size of " + name), PutOptions.REPLACE));
    // When
    List<BlobStat> stats = new ArrayList<>();
    store.list("locks", stats::add);
    // Then
    assertThat(stats)
        .extracting(stat -> stat.name().value())
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(stats)
        .allSatisfy(
            stat -> assertThat(stat.size()).isEqualTo("size of ".length() + length(stat.name())));
  }

  @Test
  void listConsumerMayCallTheStore() {
    // Given
    for (int i = 0; i < 20; i++) {
      store.put(BlobName.of("locks/" + i), text("x"), PutOptions.REPLACE);
    }
    // When
    store.list("locks", stat -> store.delete(stat.name()));
    // Then
    assertThat(listed("locks")).isEmpty();
  }

  @Test
  void failureOfAListConsumerReachesTheCaller() {
    // Given
    store.put(BlobName.of("locks/a"), text("x"), PutOptions.REPLACE);
    IllegalStateException failure = new IllegalStateException("enough");
    // When, Then
    assertThatThrownBy(() ->
            store.list(
                "locks",
                _ -> {
                  throw failure;
                }))
        .isSameAs(failure);
  }

  @Test
  void deleteIsIdempotent() {
    // Given
    BlobName name = BlobName.of("locks/a");
    store.put(name, text("x"), PutOptions.REPLACE);
    // When, Then
    assertThat(store.delete(name)).isTrue();
    assertThat(store.delete(name)).isFalse();
    assertThat(store.delete(BlobName.of("never/was/there"))).isFalse();
    assertThat(store.stat(name)).isEmpty();
    assertThat(listed("")).isEmpty();
    assertCode(ErrorCode.OBJECT_MISSING, () -> store.read(name));
  }

  @Test
  void payloadOfManyPiecesIsStoredInOrderAndReadableAgain() {
    // Given
    byte[] bytes = random(11, 300_000);
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += 70_001) {
      pieces.add(ByteBuffer.wrap(bytes, start, Math.min(70_001, bytes.length - start)));
    }
    pieces.add(2, ByteBuffer.allocate(0));
    Payload payload = Payload.of(pieces);
    // When
    store.put(BlobName.of("data/00/pieces"), payload, PutOptions.REPLACE);
    store.put(BlobName.of("data/00/again"), payload, PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(store.read(BlobName.of("data/00/pieces"))).isEqualTo(bytes);
    assertThat(store.read(BlobName.of("data/00/again"))).isEqualTo(bytes);
  }

  @Test
  void emptyObjectIsAnObject() {
    // Given
    BlobName name = BlobName.of("data/00/empty");
    // When
    store.put(name, Payload.of(new byte[0]), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(store.read(name)).isEmpty();
    assertThat(store.read(name, 0, 0)).isEmpty();
    assertThat(store.stat(name).map(BlobStat::size)).contains(0L);
    assertThat(listed("data")).containsExactly("data/00/empty");
  }

  @Test
  void largeObjectComesBackWhole() {
    // Given
    byte[] bytes = random(13, 20 << 20);
    BlobName name = BlobName.of("data/00/large");
    // When
    store.put(name, Payload.of(bytes), PutOptions.REPLACE);
    // Then
    assertThat(Arrays.equals(store.read(name), bytes)).isTrue();
    assertThat(store.read(name, (20 << 20) - 77, 77))
        .isEqualTo(Arrays.copyOfRange(bytes, (20 << 20) - 77, 20 << 20));
    assertThat(store.stat(name).map(BlobStat::size)).contains(20L << 20);
  }

  @Test
  void readersSeeWholeObjectsOnlyWhileWritersReplaceThem() {
    // Given
    BlobName name = BlobName.of("data/00/contended");
    store.put(name, uniform(1), PutOptions.REPLACE);
    // When
    inParallel(
        6,
        worker -> {
          for (int round = 0; round < 15; round++) {
            if (worker < 2) {
              store.put(name, uniform(1 + worker * 50 + round), PutOptions.REPLACE);
            } else if (worker < 5) {
              // Then
              assertUniform(store.read(name));
            } else {
              store.list(
                  "data", stat -> assertThat(stat.size() % UNIFORM_STEP).isEqualTo(UNIFORM_EXTRA));
            }
          }
          return worker;
        });
    assertUniform(store.read(name));
    assertThat(listed("")).containsExactly("data/00/contended");
  }

  @Test
  void parallelPutsOfManyObjectsAreAllThere() {
    // Given
    int each = 12;
    // When
    inParallel(
        RACERS,
        worker -> {
          for (int i = 0; i < each; i++) {
            BlobName name = BlobName.of("data/" + (i % 4) + "/" + worker + "-" + i);
            store.put(name, text(name.value()), PutOptions.REPLACE);
          }
          return worker;
        });
    // Then
    List<String> names = listed("data");
    assertThat(names).hasSize(RACERS * each).doesNotHaveDuplicates();
    assertThat(names)
        .allSatisfy(name ->
            assertThat(store.read(BlobName.of(name)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(name));
  }

  @Test
  void everyFormOfNameIsKept() {
    // Given
    List<String> names =
        List.of(
            "a",
            "-dash_and.dots..and-Upper",
            "deep/er/and/deeper/still/name",
            "data/ab/ab" + "0".repeat(62),
            "n".repeat(200));
    // When
    names.forEach(name -> store.put(BlobName.of(name), text(name), PutOptions.ONLY_IF_ABSENT));
    // Then
    assertThat(listed("")).containsExactlyInAnyOrderElementsOf(names);
    assertThat(names)
        .allSatisfy(name ->
            assertThat(store.read(BlobName.of(name)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(name));
  }

  @Test
  void sweepLeavesObjectsAlone() {
    // Given
    store.put(BlobName.of("data/00/kept"), text("kept"), PutOptions.REPLACE);
    store.put(BlobName.of("data/00/kept-too"), text("kept"), PutOptions.ONLY_IF_ABSENT);
    // When
    int swept = store.sweep(Instant.now().plus(Duration.ofDays(1)));
    // Then
    assertThat(swept).isZero();
    assertThat(listed("")).containsExactlyInAnyOrder("data/00/kept", "data/00/kept-too");
  }

  @Test
  void retentionIsKeptOrRefusedButNeverIgnored() {
    // Given
    BlobName name = BlobName.of("data/00/retained");
    PutOptions retained = PutOptions.REPLACE.retainedUntil(Instant.now().plusSeconds(3600));
    // When, Then
    if (keepsObjectLock()) {
      assertThat(store.put(name, text("x"), retained)).isEqualTo(PutOutcome.STORED);
    } else {
      assertCode(ErrorCode.STORE_FAILED, () -> store.put(name, text("x"), retained));
      assertThat(store.stat(name)).isEmpty();
    }
  }

  @Test
  void interruptedCallEndsWithTheFlagSetAndTheStoreUsable() {
    // Given
    BlobName name = BlobName.of("data/00/interrupted");
    BlobName present = BlobName.of("data/00/present");
    store.put(present, text("x"), PutOptions.REPLACE);
    // When, Then
    assertInterrupted(() -> store.put(name, text("x"), PutOptions.REPLACE));
    assertInterrupted(() -> store.put(name, text("x"), PutOptions.ONLY_IF_ABSENT));
    assertInterrupted(() -> store.read(present));
    assertInterrupted(() -> store.read(present, 0, 1));
    assertInterrupted(() -> store.stat(present));
    assertInterrupted(() -> store.list("data", _ -> {}));
    assertInterrupted(() -> store.delete(present));
    assertThat(listed("")).containsExactly("data/00/present");
  }

  /** Runs a task in as many threads at once and returns what each gave, in the tasks' order. */
  protected static <T> List<T> inParallel(int count, ParallelTask<T> task) {
    Phaser start = new Phaser(count);
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<CompletableFuture<T>> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        results.add(
            CompletableFuture.supplyAsync(
                () -> {
                  start.arriveAndAwaitAdvance();
                  return task.run(number);
                },
                threads));
      }
      return results.stream().map(CompletableFuture::join).toList();
    }
  }

  /** What one of several threads does. */
  protected interface ParallelTask<T> {
    T run(int number);
  }

  protected static Payload text(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  protected static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  protected final List<String> listed(String prefix) {
    List<String> names = new ArrayList<>();
    store.list(prefix, stat -> names.add(stat.name().value()));
    return names;
  }

  protected static void assertCode(ErrorCode code, Runnable call) {
    BackstayException failure = catchThrowableOfType(BackstayException.class, call::run);
    assertThat(failure).as("fails with %s", code).isNotNull();
    assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
  }

  private static void assertInterrupted(Runnable call) {
    Thread.currentThread().interrupt();
    try {
      assertCode(ErrorCode.INTERRUPTED, call);
    } finally {
      assertThat(Thread.interrupted()).as("the interrupt flag is set").isTrue();
    }
  }

  /** An object whose every byte and whose length tell which one it is. */
  private static Payload uniform(int fill) {
    byte[] bytes = new byte[fill * UNIFORM_STEP + UNIFORM_EXTRA];
    Arrays.fill(bytes, (byte) fill);
    return Payload.of(bytes);
  }

  private static void assertUniform(byte[] bytes) {
    int fill = bytes[0];
    assertThat(bytes.length).isEqualTo(fill * UNIFORM_STEP + UNIFORM_EXTRA);
    assertThat(IntStream.range(0, bytes.length).allMatch(i -> bytes[i] == fill)).isTrue();
  }

  private static int length(BlobName name) {
    return name.value().length();
  }
}
