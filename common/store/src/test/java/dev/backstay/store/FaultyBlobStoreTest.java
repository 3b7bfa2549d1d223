package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultyBlobStoreTest extends BlobStoreContract {
  private static final BlobName NAME = BlobName.of("data/00/object");

  private final MemoryBlobStore memory = new MemoryBlobStore(Instant::now);

  @Override
  protected BlobStore open() {
    return FaultyBlobStore.wrap(memory, FaultPlan.none());
  }

  @Override
  protected boolean keepsObjectLock() {
    return true;
  }

  @Test
  void callsAreRecordedInOrder() {
    // Given
    FaultyBlobStore faulty = FaultyBlobStore.wrap(memory, FaultPlan.none());
    // When
    faulty.put(NAME, text("x"), PutOptions.REPLACE);
    faulty.list("data", _ -> {});
    // Then
    assertThat(faulty.calls())
        .containsExactly(
            new StoreCall(0, StoreOperation.PUT, "data/00/object"),
            new StoreCall(1, StoreOperation.LIST, "data"));
  }

  @Test
  void faultBeforeStoresNothingAndFaultAfterStores() {
    // Given
    FaultPlan plan =
        call -> Optional.of(call.number() == 0 ? Fault.FAILS_BEFORE : Fault.TIMES_OUT_AFTER);
    FaultyBlobStore faulty = FaultyBlobStore.wrap(memory, plan);
    // When, Then
    assertCode(ErrorCode.STORE_UNREACHABLE, () -> faulty.put(NAME, text("x"), PutOptions.REPLACE));
    assertThat(memory.stat(NAME)).isEmpty();
    assertCode(ErrorCode.STORE_TIMEOUT, () -> faulty.put(NAME, text("x"), PutOptions.REPLACE));
    assertThat(memory.stat(NAME)).isPresent();
  }

  @Test
  void bitsFlipAndEntriesGetLost() {
    // Given
    memory.put(NAME, text("abc"), PutOptions.REPLACE);
    memory.put(BlobName.of("data/00/other"), text("x"), PutOptions.REPLACE);
    // When, Then
    assertThat(FaultyBlobStore.wrap(memory, FaultPlan.onCall(0, Fault.FLIPPED_BIT)).read(NAME))
        .asString()
        .isEqualTo("acc");
    int[] shown = {0};
    FaultyBlobStore.wrap(memory, FaultPlan.onCall(0, Fault.LOST_ENTRIES))
        .list("data", _ -> shown[0]++);
    assertThat(shown[0]).isOne();
  }

  @Test
  void seededPlanRepeatsItselfAndKeepsItsShare() {
    // Given
    FaultPlan plan = FaultPlan.seeded(7, 0.25, List.of(Fault.FAILS_BEFORE, Fault.TWICE));
    FaultPlan same = FaultPlan.seeded(7, 0.25, List.of(Fault.FAILS_BEFORE, Fault.TWICE));
    List<StoreCall> calls =
        IntStream.range(0, 4_000)
            .mapToObj(number -> new StoreCall(number, StoreOperation.PUT, "x"))
            .toList();
    // When
    long faults = calls.stream().filter(call -> plan.faultOf(call).isPresent()).count();
    // Then
    assertThat(faults).isBetween(850L, 1_150L);
    assertThat(calls)
        .allSatisfy(call -> assertThat(same.faultOf(call)).isEqualTo(plan.faultOf(call)));
  }
}
