package dev.backstay.pipeline.staging;

import static dev.backstay.pipeline.staging.StagingFixture.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.store.BlobName;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts of one backup race each other over a store that fails now and then. */
@Tag("system")
@Timeout(300)
class StagedRunRaceTest {
  private static final StagingFixture STAGING = new StagingFixture();
  private static final NoiseWork WORK = new NoiseWork(1, 2);
  private static final int ATTEMPTS = 4;

  /** So that some attempts of most rounds end before their commit, and some after. */
  private static final double FAULTS = 0.02;

  private final StagingFixture staging = STAGING.renewed();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whoeverReturnsReturnsTheOneCommit(long seed)
      throws InterruptedException, ExecutionException {
    // Given
    List<Fault> faults =
        List.of(Fault.FAILS_BEFORE, Fault.TIMES_OUT_AFTER, Fault.AMBIGUOUS_AFTER, Fault.TWICE);
    staging.through(store -> FaultyBlobStore.wrap(store, FaultPlan.seeded(seed, FAULTS, faults)));

    // When
    List<CommittedRun> returned = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(ATTEMPTS)) {
      List<Callable<Optional<CommittedRun>>> attempts = new ArrayList<>();
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        RunOrder order = order("one", attempt);
        attempts.add(() -> attempt(order));
      }
      for (Future<Optional<CommittedRun>> attempt : threads.invokeAll(attempts)) {
        attempt.get().ifPresent(returned::add);
      }
    }
    staging.through(store -> store);
    CommittedRun last = staging.staged().run(order("one", ATTEMPTS + 1), RunListener.NONE, WORK);

    // Then
    assertThat(returned)
        .extracting(CommittedRun::commit)
        .allSatisfy(commit -> assertThat(commit).isEqualTo(last.commit()));
    assertThat(returned.stream().filter(CommittedRun::wonHere)).hasSizeLessThanOrEqualTo(1);
    removeWhatFaultsLeave(last);
    staging.requireExactly(last);
  }

  private Optional<CommittedRun> attempt(RunOrder order) {
    try {
      return Optional.of(staging.staged().run(order, RunListener.NONE, WORK));
    } catch (BackstayException e) {
      return Optional.empty(); // a fault; the last attempt meets none
    }
  }

  private void removeWhatFaultsLeave(CommittedRun run) {
    Set<String> leftovers = staging.names("data");
    run.manifest().packs().forEach(pack -> leftovers.remove(StagingNames.pack(pack.id()).value()));
    leftovers.addAll(staging.names("locks"));
    leftovers.forEach(leftover -> staging.bare().delete(BlobName.of(leftover)));
  }
}
