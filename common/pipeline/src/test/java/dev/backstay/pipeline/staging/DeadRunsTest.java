package dev.backstay.pipeline.staging;

import static dev.backstay.pipeline.staging.StagingFixture.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeadRunsTest {
  private static final StagingFixture STAGING = new StagingFixture();
  private static final BackupId BACKUP = order("one", 1).backup();

  private final StagingFixture staging = STAGING.renewed();
  private final DeadRuns dead = new DeadRuns(staging.staged());
  private CommittedRun kept;

  @BeforeEach
  void commitAnother() {
    kept = staging.staged().run(order("kept", 1), RunListener.NONE, new NoiseWork(2, 1));
  }

  private void fail(int attempt) {
    var work =
        new NoiseWork(
            1,
            3,
            () -> {
              throw new IllegalStateException("the source is broken");
            });
    assertThatThrownBy(() -> staging.staged().run(order("one", attempt), RunListener.NONE, work))
        .hasMessage("the source is broken");
  }

  @Test
  void whatFailedForGoodGoesAtOnceAndMayBeTriedAfreshAllTheSame() {
    // Given
    fail(1);
    staging.staged().giveUp(BACKUP);

    // When
    int buried = dead.bury();

    // Then
    assertThat(buried).isOne();
    staging.requireExactly(kept);
    assertThat(staging.staged().run(order("one", 2), RunListener.NONE, new NoiseWork(1, 3)))
        .extracting(CommittedRun::wonHere)
        .isEqualTo(true);
  }

  @Test
  void whatMayBeTriedAgainStays() {
    // Given
    fail(1);
    staging.staged().giveUp(BACKUP);
    fail(2);

    // When
    int buried = dead.bury();

    // Then
    assertThat(buried).isZero();
    assertThat(staging.names(StagingNames.journal(BACKUP))).isNotEmpty();
  }

  @Test
  void whatNobodyTookUpForLongGoes() {
    // Given: a worker was killed, so its opening stays
    fail(1);
    var _ =
        staging
            .bare()
            .put(
                StagingNames.opening(BACKUP, 1, "00"), Payload.of(new byte[0]), PutOptions.REPLACE);
    assertThat(dead.bury()).isZero();

    // When
    staging.through(AgedStore::new);
    int buried = dead.bury();

    // Then
    assertThat(buried).isOne();
    assertThat(staging.names("data")).hasSize(kept.manifest().packs().size());
    assertThat(staging.names(StagingNames.run(BACKUP)))
        .containsExactly(StagingNames.commit(BACKUP).value());
    assertThat(dead.bury()).isZero();
  }

  @Test
  void nothingGoesWhileARunIsAtWork() {
    // Given
    fail(1);
    staging.staged().giveUp(BACKUP);
    List<ErrorCode> refusals = new ArrayList<>();

    // When
    staging
        .staged()
        .run(
            order("two", 1),
            RunListener.NONE,
            new NoiseWork(
                3,
                1,
                () ->
                    assertThatThrownBy(dead::bury)
                        .isInstanceOfSatisfying(
                            BackstayException.class, e -> refusals.add(e.code()))));

    // Then
    assertThat(refusals).containsExactly(ErrorCode.VAULT_LOCKED);
    assertThat(staging.names(StagingNames.journal(BACKUP))).isNotEmpty();
  }
}
