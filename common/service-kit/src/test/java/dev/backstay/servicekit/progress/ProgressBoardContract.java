package dev.backstay.servicekit.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.progress.LiveProgress.Amount;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What all progress boards must do. */
public abstract class ProgressBoardContract {
  private static final SourceName SOURCE = new SourceName("shop");
  private static final BackupId BACKUP = BackupId.manual(SOURCE, "one");
  private static final Optional<DestinationName> NEAR = Optional.of(new DestinationName("near"));

  protected abstract ProgressBoard board();

  protected static LiveProgress dumping(long bytes) {
    return progress(Stage.DUMP, Optional.empty(), bytes);
  }

  private static LiveProgress uploading(long bytes) {
    return progress(Stage.UPLOAD, NEAR, bytes);
  }

  private static LiveProgress progress(
      Stage stage, Optional<DestinationName> destination, long bytes) {
    return new LiveProgress(
        BACKUP,
        SOURCE,
        stage,
        destination,
        new Amount(3, bytes, 100),
        SampleEvents.NOW.plusSeconds(stage == Stage.DUMP ? 0 : 1),
        "waiting for staging space",
        SampleEvents.NOW.plusSeconds(9));
  }

  @Test
  void showsWhatEveryStageShowedLastOldestFirst() {
    // When
    board().show(uploading(5));
    board().show(dumping(10));
    board().show(uploading(6));
    board().show(dumping(20));

    // Then
    assertThat(board().all()).containsExactly(dumping(20), uploading(6));
  }

  @Test
  void showsNoMoreWhatWasTakenDown() {
    // Given
    board().show(dumping(10));
    board().show(uploading(5));

    // When
    board().clear(BACKUP, Stage.DUMP, Optional.empty());
    board().clear(BACKUP, Stage.DUMP, NEAR);

    // Then
    assertThat(board().all()).containsExactly(uploading(5));
  }
}
