package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.store.Sleeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("system")
@Timeout(120)
class BoundedStagingTest extends TwoRuns {
  /** Room for two packs, where the run makes nine. */
  private static final long LIMIT_BYTES = 10 << 20;

  @Test
  void aRunLargerThanStagingEndsThoughOneDestinationIsAwayAndEveryHintLost()
      throws InterruptedException, ExecutionException {
    // Given
    runs.plant("large", 36 << 20);
    Set<DestinationName> both = Set.of(NEAR, FAR);
    var cleaning = new StagingCleaning(runs.vault(), _ -> both, LIMIT_BYTES);
    var backlog = new HintBacklog(runs.vault(), _ -> both);
    var limit = new StagingLimit(LIMIT_BYTES, Duration.ofMillis(20), Sleeper.THREAD);

    // When
    RunManifest third;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RunManifest> run = threads.submit(() -> runs.commit(CommittedRuns.SOURCE, limit));
      while (!isDone(run)) {
        new PackHint(route(NEAR, near), PublicationListener.NONE).copy(backlog.of(NEAR));
        assertThat(cleaning.run(both).bytesLeft()).isLessThanOrEqualTo(LIMIT_BYTES);
      }
      third = run.get();
    }

    // Then
    assertThat(third.packs()).hasSizeGreaterThan(8);
    PublicationReport report = publish(near, third);
    assertThat(report.copied().packsPresent()).isGreaterThan(6);
    publishFar(third, new Place(NEAR, near));
    publish(near, first);
    publish(near, second);
    publishFar(first, new Place(NEAR, near));
    publishFar(second, new Place(NEAR, near));
    assertReplica(near, first, second, third);
    assertReplica(far, first, second, third);
    assertThat(cleaning.run(both).bytesLeft()).isZero();
  }

  private static boolean isDone(Future<?> run) throws InterruptedException, ExecutionException {
    try {
      run.get(20, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
