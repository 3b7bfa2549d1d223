package dev.backstay.servicekit.progress;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Shows how far running work is. What is not shown again for {@link #LIFETIME} vanishes: its worker
 * died. Only ever for people to watch, so showing never fails: where the board cannot be reached,
 * nothing is shown. Any number of threads may use it.
 */
public interface ProgressBoard {
  /** Workers show their progress at least every few seconds. */
  Duration LIFETIME = Duration.ofSeconds(60);

  /** Shows or replaces the progress of a stage. */
  void show(LiveProgress progress);

  /** Takes the progress of a stage from the board. */
  void clear(BackupId backup, Stage stage, Optional<DestinationName> destination);

  /** Everything that is shown, oldest start first. */
  List<LiveProgress> all();
}
