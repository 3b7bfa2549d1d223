package dev.backstay.pipeline.staging;

import static dev.backstay.pipeline.staging.StagingFixture.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.BackupId;
import dev.backstay.store.BlobName;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreCall;
import dev.backstay.store.StoreOperation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call of a run to staging goes wrong once, and its worker may die there; then the backup is
 * run again.
 */
@Timeout(600)
class StagedRunFaultsTest {
  private static final StagingFixture STAGING = new StagingFixture();
  private static final NoiseWork WORK = new NoiseWork(1, 3);

  @Test
  void aWorkerThatDiesFromItsCommitOnLeavesOneSnapshot() {
    Reference reference = reference();
    List<StoreCall> calls = reference.calls();
    int manifest = calls.indexOf(last(calls, call -> call.subject().contains("/manifest/")));
    for (StoreCall call : calls.subList(manifest, calls.size())) {
      if (call.operation() != StoreOperation.PUT) {
        continue;
      }
      check(reference, FaultPlan.fromCall(call.number(), Fault.FAILS_BEFORE), "dies at " + call);
    }
  }

  @Tag("system")
  @Test
  void aWorkerThatDiesAnywhereLosesOnlyWhatWasNotSealed() {
    Reference reference = reference();
    for (StoreCall call : reference.calls()) {
      check(reference, FaultPlan.fromCall(call.number(), Fault.FAILS_BEFORE), "dies at " + call);
    }
  }

  @Tag("system")
  @ParameterizedTest
  @EnumSource(Fault.class)
  void aCallThatGoesWrongCostsNothingButTheAttempt(Fault fault) {
    Reference reference = reference();
    for (StoreCall call : reference.calls()) {
      if (fault.visits(call.number()) && touches(fault, call)) {
        check(reference, FaultPlan.onCall(call.number(), fault), fault + " at " + call);
      }
    }
  }

  private static boolean touches(Fault fault, StoreCall call) {
    return switch (fault) {
      case FLIPPED_BIT -> call.operation() == StoreOperation.READ;
      case LOST_ENTRIES -> call.operation() == StoreOperation.LIST;
      case TWICE ->
          call.operation() == StoreOperation.PUT || call.operation() == StoreOperation.DELETE;
      default -> true;
    };
  }

  private static StoreCall last(List<StoreCall> calls, Predicate<StoreCall> wanted) {
    return calls.reversed().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** A run without faults: what it called, and how many plain bytes it stored. */
  private record Reference(List<StoreCall> calls, long bytesNew) {}

  private static Reference reference() {
    StagingFixture staging = STAGING.renewed();
    var recording = new FaultyBlobStore[1];
    staging.through(store -> recording[0] = FaultyBlobStore.wrap(store, FaultPlan.none()));
    CommittedRun run = staging.staged().run(order("one", 1), RunListener.NONE, WORK);
    return new Reference(recording[0].calls(), run.manifest().facts().figures().bytesNew());
  }

  private static void check(Reference reference, FaultPlan plan, String description) {
    // Given
    StagingFixture staging = STAGING.renewed();
    BackupId backup = order("one", 1).backup();
    staging.through(store -> FaultyBlobStore.wrap(store, plan));
    Optional<CommittedRun> acknowledged = attempt(staging);
    staging.through(store -> store);
    Set<String> journaled = staging.names(StagingNames.journal(backup));
    boolean committed = staging.staged().records().commit(backup).isPresent();

    // When
    Heard second = new Heard();
    CommittedRun run = staging.staged().run(order("one", 2), second, WORK);

    // Then
    assertThat(run.wonHere()).as(description).isEqualTo(!committed);
    acknowledged.ifPresent(
        done -> assertThat(done.commit()).as(description).isEqualTo(run.commit()));
    assertThat(run.manifest().facts().figures().bytesNew())
        .as(description)
        .isEqualTo(reference.bytesNew());
    if (!committed) {
      assertThat(second.adopted)
          .as(description)
          .extracting(pack -> StagingNames.sealed(backup, pack.id()).value())
          .containsExactlyInAnyOrderElementsOf(journaled);
    }
    removeWhatDeathLeaves(staging, run, description);
    staging.requireExactly(run);
  }

  private static Optional<CommittedRun> attempt(StagingFixture staging) {
    try {
      return Optional.of(staging.staged().run(order("one", 1), RunListener.NONE, WORK));
    } catch (BackstayException e) {
      return Optional.empty(); // the next attempt is what this is about
    }
  }

  /** Its lock, and the packs that were stored and not journaled yet: one for each transfer. */
  private static void removeWhatDeathLeaves(
      StagingFixture staging, CommittedRun run, String description) {
    staging.names("locks").forEach(lock -> staging.bare().delete(BlobName.of(lock)));
    Set<String> orphans = staging.names("data");
    run.manifest().packs().forEach(pack -> orphans.remove(StagingNames.pack(pack.id()).value()));
    assertThat(orphans).as(description).hasSizeLessThanOrEqualTo(1);
    orphans.forEach(orphan -> staging.bare().delete(BlobName.of(orphan)));
  }
}
