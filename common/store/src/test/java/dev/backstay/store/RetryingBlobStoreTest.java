package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract over a store that fails every third call or so, and what repetition means. */
class RetryingBlobStoreTest extends BlobStoreContract {
  private static final List<Fault> TRANSIENT =
      List.of(
          Fault.FAILS_BEFORE, Fault.TIMES_OUT_BEFORE, Fault.AMBIGUOUS_AFTER, Fault.TIMES_OUT_AFTER);
  private static final BlobName NAME = BlobName.of("data/00/object");
  private static final RetryPolicy POLICY =
      new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(60));

  private final MemoryBlobStore memory = new MemoryBlobStore(Instant::now);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Duration> waits = new ArrayList<>();

  @Override
  protected BlobStore open() {
    FaultPlan putsAndLists =
        call ->
            call.operation() == StoreOperation.DELETE
                ? Optional.empty()
                : FaultPlan.seeded(42, 0.3, TRANSIENT).faultOf(call);
    RetryPolicy patient =
        new RetryPolicy(40, Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofMinutes(1));
    return RetryingBlobStore.wrap(
        FaultyBlobStore.wrap(memory, putsAndLists), patient, java.time.InstantSource.system());
  }

  @Override
  protected boolean keepsObjectLock() {
    return true;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "TIMES_OUT_BEFORE", "AMBIGUOUS_AFTER", "TIMES_OUT_AFTER", "TWICE"})
  void firstPutOfAnAbsentNameIsStoredWhateverBefallsIt(Fault fault) {
    // Given
    BlobStore retrying = retrying(FaultPlan.onCall(0, fault));
    // When
    PutOutcome outcome = retrying.put(NAME, text("ours"), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(memory.read(NAME)).asString().isEqualTo("ours");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "TIMES_OUT_BEFORE", "AMBIGUOUS_AFTER", "TIMES_OUT_AFTER", "TWICE"})
  void otherBytesUnderTheNameExistedWhateverBefallsThePut(Fault fault) {
    // Given
    memory.put(NAME, text("them"), PutOptions.REPLACE);
    BlobStore retrying = retrying(FaultPlan.onCall(0, fault));
    // When
    PutOutcome outcome = retrying.put(NAME, text("ours"), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.EXISTED);
    assertThat(memory.read(NAME)).asString().isEqualTo("them");
  }

  @Test
  void ambiguousPutThatStoredIsReadBackAndNotRepeated() {
    // Given
    FaultyBlobStore faulty =
        FaultyBlobStore.wrap(memory, FaultPlan.onCall(0, Fault.AMBIGUOUS_AFTER));
    // When
    PutOutcome outcome = retrying(faulty).put(NAME, text("ours"), PutOptions.REPLACE);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(faulty.calls())
        .extracting(StoreCall::operation)
        .containsExactly(StoreOperation.PUT, StoreOperation.STAT, StoreOperation.READ);
  }

  @Test
  void failureWhileReadingBackIsRetriedToo() {
    // Given
    FaultPlan firstThree =
        call ->
            FaultPlan.onCall(
                    call.number(), call.number() == 0 ? Fault.AMBIGUOUS_AFTER : Fault.FAILS_BEFORE)
                .faultOf(call)
                .filter(_ -> call.number() < 3);
    // When
    PutOutcome outcome = retrying(firstThree).put(NAME, text("ours"), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(waits).hasSize(3);
  }

  @Test
  void listThatBreaksOffShowsNothingTwice() {
    // Given
    for (int i = 0; i < 10; i++) {
      memory.put(BlobName.of("locks/" + i), text("x"), PutOptions.REPLACE);
    }
    List<BlobStat> seen = new ArrayList<>();
    // When
    retrying(FaultPlan.onCall(0, Fault.TIMES_OUT_AFTER)).list("locks", seen::add);
    // Then
    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void givesUpAfterTheLastAttemptAndSaysHowManyThereWere() {
    // Given
    BlobStore retrying = retrying(FaultPlan.fromCall(0, Fault.FAILS_BEFORE));
    // When, Then
    assertThatThrownBy(() -> retrying.read(NAME)).hasMessageContaining("the last of 4 attempts");
    assertThat(waits).hasSize(3);
    assertCode(ErrorCode.STORE_UNREACHABLE, () -> retrying.read(NAME));
  }

  @Test
  void givesUpWhenTheTimeIsOver() {
    // Given
    RetryPolicy hours =
        new RetryPolicy(
            1_000, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(3));
    BlobStore retrying =
        RetryingBlobStore.wrap(
            FaultyBlobStore.wrap(memory, FaultPlan.fromCall(0, Fault.FAILS_BEFORE)),
            hours,
            this::wait,
            now::get,
            new Random(1));
    // When
    assertCode(ErrorCode.STORE_UNREACHABLE, () -> retrying.read(NAME));
    // Then
    assertThat(now.get()).isBeforeOrEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(3)));
    assertThat(waits).hasSizeBetween(5, 40);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void waitsGrowUpToTheirLimitAndAreJittered(int seed) {
    // Given
    RetryPolicy policy =
        new RetryPolicy(6, Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(60));
    BlobStore retrying =
        RetryingBlobStore.wrap(
            FaultyBlobStore.wrap(memory, FaultPlan.fromCall(0, Fault.FAILS_BEFORE)),
            policy,
            this::wait,
            now::get,
            new Random(seed));
    // When
    assertCode(ErrorCode.STORE_UNREACHABLE, () -> retrying.read(NAME));
    // Then
    List<Integer> limits = List.of(100, 200, 300, 300, 300);
    assertThat(waits).hasSize(5).doesNotHaveDuplicates();
    for (int i = 0; i < limits.size(); i++) {
      assertThat(waits.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(limits.get(i)));
    }
  }

  @Test
  void whatIsNotTransientIsNotRepeated() {
    // Given
    FaultyBlobStore recording = FaultyBlobStore.wrap(memory, FaultPlan.none());
    // When
    assertCode(ErrorCode.OBJECT_MISSING, () -> retrying(recording).read(NAME));
    // Then
    assertThat(recording.calls()).hasSize(1);
  }

  @Test
  void interruptedCallIsNotRepeated() {
    // Given
    FaultyBlobStore recording = FaultyBlobStore.wrap(memory, FaultPlan.none());
    Thread.currentThread().interrupt();
    // When
    assertCode(ErrorCode.INTERRUPTED, () -> retrying(recording).read(NAME));
    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(recording.calls()).hasSize(1);
  }

  @Test
  void interruptedWaitEndsTheCall() {
    // Given
    BlobStore retrying =
        RetryingBlobStore.wrap(
            FaultyBlobStore.wrap(memory, FaultPlan.fromCall(0, Fault.FAILS_BEFORE)),
            POLICY,
            _ -> {
              throw new InterruptedException();
            },
            now::get,
            new Random(1));
    // When, Then
    assertCode(ErrorCode.INTERRUPTED, () -> retrying.read(NAME));
    assertThat(Thread.interrupted()).isTrue();
  }

  private BlobStore retrying(FaultPlan plan) {
    return retrying(FaultyBlobStore.wrap(memory, plan));
  }

  private BlobStore retrying(BlobStore faulty) {
    return RetryingBlobStore.wrap(faulty, POLICY, this::wait, now::get, new Random(1));
  }

  private void wait(Duration duration) {
    waits.add(duration);
    now.updateAndGet(instant -> instant.plus(duration));
  }
}
