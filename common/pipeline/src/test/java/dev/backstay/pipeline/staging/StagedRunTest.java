package dev.backstay.pipeline.staging;

import static dev.backstay.pipeline.staging.StagingFixture.SOURCE;
import static dev.backstay.pipeline.staging.StagingFixture.ids;
import static dev.backstay.pipeline.staging.StagingFixture.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.store.BlobName;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.BlobId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StagedRunTest {
  private static final StagingFixture STAGING = new StagingFixture();

  private final StagingFixture staging = STAGING.renewed();
  private final MemoryBlobStore destination = new MemoryBlobStore(InstantSource.system());
  private final Heard heard = new Heard();

  @Test
  void aCommittedRunIsPublishedAndLeavesNothingElse() {
    // When
    CommittedRun run = staging.staged().run(order("one", 1), heard, new NoiseWork(1, 4));

    // Then
    assertThat(run.wonHere()).isTrue();
    assertThat(run.manifest().base()).isEmpty();
    assertThat(run.manifest().packs()).containsExactlyInAnyOrderElementsOf(heard.sealed);
    staging.requireExactly(run);
  }

  @Test
  void nothingIsPublishedBeforeTheCommit() {
    // Given
    List<String> seen = new ArrayList<>();

    // When
    staging
        .staged()
        .run(
            order("one", 1),
            heard,
            new NoiseWork(
                1,
                1,
                () -> {
                  seen.addAll(staging.names("index"));
                  seen.addAll(staging.names("snapshots"));
                }));

    // Then
    assertThat(seen).isEmpty();
  }

  @Test
  void aBackupThatIsDoneIsNotDoneAgain() {
    // Given
    CommittedRun run = staging.staged().run(order("one", 1), heard, new NoiseWork(1, 1));

    // When
    CommittedRun again =
        staging
            .staged()
            .run(
                order("one", 2),
                heard,
                _ -> {
                  throw new AssertionError("the work was done already");
                });

    // Then
    assertThat(again.commit()).isEqualTo(run.commit());
    assertThat(again.manifest()).isEqualTo(run.manifest());
    assertThat(again.wonHere()).isFalse();
  }

  @Test
  void aSnapshotThatWasForgottenDoesNotComeBack() {
    // Given
    CommittedRun run = staging.staged().run(order("one", 1), heard, new NoiseWork(1, 1));
    staging.vault().forget(List.of(run.commit().snapshot()));

    // When
    CommittedRun again = staging.staged().run(order("one", 2), heard, new NoiseWork(1, 1));

    // Then
    assertThat(again.commit()).isEqualTo(run.commit());
    assertThat(staging.names("snapshots")).isEmpty();
  }

  @Test
  void theNextAttemptAdoptsWhatTheLastOneStoredThoughItLeftStaging() {
    // Given
    assertThatThrownBy(() -> staging.staged().run(order("one", 1), heard, failingWork()))
        .hasMessage("the worker died");
    for (StagedPack pack : heard.sealed) {
      if (pack.content() == PackContent.DATA) {
        StagingFixture.copy(staging.bare(), destination, "data");
        staging.bare().delete(StagingNames.pack(pack.id()));
      }
    }
    Heard second = new Heard();

    // When
    CommittedRun run = staging.staged().run(order("one", 2), second, new NoiseWork(1, 4));

    // Then
    assertThat(second.sealed).isEmpty();
    assertThat(second.adopted).containsExactlyInAnyOrderElementsOf(heard.sealed);
    assertThat(run.manifest().packs()).containsExactlyInAnyOrderElementsOf(heard.sealed);
    StagingFixture.copy(destination, staging.bare(), "data");
    staging.requireExactly(run);
  }

  private static NoiseWork failingWork() {
    return new NoiseWork(
        1,
        4,
        () -> {
          throw new IllegalStateException("the worker died");
        });
  }

  @Test
  void attemptsThatRaceCommitOnce() throws InterruptedException, ExecutionException {
    // Given
    Phaser bothAreReady = new Phaser(2);
    Runnable waiting = () -> assertThat(bothAreReady.arriveAndAwaitAdvance()).isOne();
    Callable<CommittedRun> attempt =
        () -> staging.staged().run(order("one", 1), heard, new NoiseWork(1, 3, waiting));

    // When
    List<CommittedRun> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<CommittedRun> run : threads.invokeAll(List.of(attempt, attempt))) {
        runs.add(run.get());
      }
    }

    // Then
    assertThat(runs.getFirst().commit()).isEqualTo(runs.getLast().commit());
    assertThat(runs).extracting(CommittedRun::wonHere).containsExactlyInAnyOrder(true, false);
    staging.requireExactly(runs.getFirst());
  }

  @Test
  void whoLostItsLeaseLosesTheRaceAtTheCommit() {
    // Given
    List<CommittedRun> winner = new ArrayList<>();
    Runnable another =
        () ->
            winner.add(
                staging.staged().run(order("one", 2), RunListener.NONE, new NoiseWork(1, 3)));

    // When
    CommittedRun late = staging.staged().run(order("one", 1), heard, new NoiseWork(1, 3, another));

    // Then
    assertThat(late.wonHere()).isFalse();
    assertThat(late.commit()).isEqualTo(winner.getFirst().commit());
    assertThat(late.commit().attempt()).isEqualTo(2);
    staging.requireExactly(late);
  }

  @Test
  void unchangedContentIsKnownFromTheIndexAlone() {
    // Given
    CommittedRun first = staging.staged().run(order("one", 1), heard, new NoiseWork(1, 3));
    staging.moveData(first.manifest(), destination);
    Heard second = new Heard();

    // When
    CommittedRun run = staging.staged().run(order("two", 1), second, new NoiseWork(1, 4));

    // Then
    assertThat(second.sealed.stream().filter(pack -> pack.content() == PackContent.DATA))
        .singleElement()
        .extracting(StagedPack::length)
        .satisfies(length -> assertThat(length).isLessThan(4L << 20));
    assertThat(run.manifest().base())
        .isEqualTo(first.manifest().indexes().stream().map(index -> index.id()).toList());
    StagingFixture.copy(destination, staging.bare(), "data");
    staging.requireExactly(first, run);
  }

  @Test
  void onlySourcesInScopeAreDeduplicatedAgainst() {
    // Given
    SourceName other = new SourceName("other");
    SourceName third = new SourceName("third");
    CommittedRun first = staging.staged().run(order("one", 1), heard, new NoiseWork(1, 2));
    staging.staged().run(order(other, "a", 1, DedupScope.EVERYTHING), heard, new NoiseWork(2, 1));
    DedupScope onlyOther = new DedupScope(other::equals, true);
    DedupScope onlyFiles = new DedupScope(SOURCE::equals, false);

    // When
    CommittedRun apart =
        staging.staged().run(order(third, "a", 1, onlyOther), heard, new NoiseWork(1, 2));
    CommittedRun together =
        staging.staged().run(order(third, "b", 1, onlyFiles), heard, new NoiseWork(1, 2));

    // Then
    assertThat(apart.manifest().base()).isEmpty();
    assertThat(apart.manifest().facts().figures().bytesNew())
        .isEqualTo(first.manifest().facts().figures().bytesNew());
    assertThat(together.manifest().packs()).isEmpty();
    assertThat(together.manifest().base())
        .containsExactly(first.manifest().indexes().getFirst().id());
    staging.requireSound();
  }

  @Test
  void aFullStagingMakesTheRunWait() {
    // Given
    long limit = 9L << 20;
    List<Long> levels = new ArrayList<>();
    StagingLimit bound =
        new StagingLimit(
            limit,
            Duration.ZERO,
            _ -> {
              levels.add(dataBytes());
              ids(heard.sealed)
                  .filter(id -> staging.bare().stat(StagingNames.pack(id)).isPresent())
                  .findFirst()
                  .ifPresent(this::takeAway);
            });

    // When
    CommittedRun run = staging.staged(bound).run(order("one", 1), heard, new NoiseWork(1, 8));

    // Then
    assertThat(heard.waits).startsWith("waiting", "found").endsWith("found");
    assertThat(levels)
        .isNotEmpty()
        .allSatisfy(level -> assertThat(level).isLessThanOrEqualTo(limit));
    StagingFixture.copy(destination, staging.bare(), "data");
    staging.requireExactly(run);
  }

  private long dataBytes() {
    long[] sum = {0};
    staging.bare().list("data", stat -> sum[0] += stat.size());
    return sum[0];
  }

  private void takeAway(BlobId pack) {
    StagingFixture.copy(staging.bare(), destination, "data");
    staging.bare().delete(StagingNames.pack(pack));
  }

  @Test
  void aRunThatWaitsEndsWithTheInterrupt() throws InterruptedException {
    // Given
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    StagingLimit bound =
        new StagingLimit(
            5L << 20,
            Duration.ZERO,
            _ -> {
              waits.countDown();
              never.await();
            });
    var outcome =
        new FutureTask<>(
            () -> staging.staged(bound).run(order("one", 1), heard, new NoiseWork(1, 8)));
    Thread runner = Thread.ofPlatform().start(outcome);

    // When
    waits.await();
    runner.interrupt();

    // Then
    assertThatThrownBy(outcome::get)
        .cause()
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(staging.names("locks")).isEmpty();
    assertThat(staging.names(StagingNames.openings(order("one", 1).backup()))).isEmpty();
    CommittedRun run = staging.staged().run(order("one", 2), heard, new NoiseWork(1, 8));
    assertThat(heard.adopted).isNotEmpty();
    staging.requireSound();
    assertThat(run.wonHere()).isTrue();
  }

  @Test
  void anAbandonedBackupLeavesNothing() {
    // Given
    assertThatThrownBy(() -> staging.staged().run(order("one", 1), heard, failingWork()))
        .hasMessage("the worker died");
    CommittedRun kept = staging.staged().run(order("two", 1), heard, new NoiseWork(2, 1));

    // When
    staging.staged().abandon(order("one", 1).backup());
    staging.staged().abandon(order("two", 1).backup());

    // Then
    staging.requireExactly(kept);
  }

  @Test
  void aWorkerTakenForDeadCommitsNothingOnceItsBackupIsAbandoned() {
    // Given: its lock was taken for stale, and its backup given up, right before it commits
    BackupId backup = order("one", 1).backup();
    Runnable burial =
        () -> {
          staging.names("locks").forEach(lock -> staging.bare().delete(BlobName.of(lock)));
          staging.staged().abandon(backup);
        };

    // When, Then
    requireAbandoned(
        () -> staging.staged().run(order("one", 1), heard, new NoiseWork(1, 3, burial)));
    requireAbandoned(() -> staging.staged().run(order("one", 2), heard, new NoiseWork(1, 3)));
    assertThat(staging.staged().committed(backup)).isEmpty();
    assertThat(staging.names("snapshots")).isEmpty();
    assertThat(staging.names("data")).isEmpty();
    CommittedRun next = staging.staged().run(order("two", 1), heard, new NoiseWork(1, 3));
    assertThat(next.wonHere()).isTrue();
    staging.requireSound();
  }

  private static void requireAbandoned(ThrowingCallable run) {
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKUP_ABANDONED));
  }
}
