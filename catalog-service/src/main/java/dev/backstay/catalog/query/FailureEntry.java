package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Optional;

/** Something that failed, with cause and remedy. */
public sealed interface FailureEntry {
  SourceName source();

  Optional<DestinationName> destination();

  Instant at();

  Failure failure();

  /**
   * A stage of a backup.
   *
   * @param retried whether it is tried again by itself
   * @param state how the backup stands now
   */
  record OfStage(
      BackupId backup,
      SourceName source,
      Stage stage,
      Optional<DestinationName> destination,
      Instant at,
      Failure failure,
      boolean retried,
      BackupState state)
      implements FailureEntry {}

  /**
   * A continuous capture: an alarm that was raised, or a gap.
   *
   * @param open whether it is an alarm that is not over
   */
  record OfStream(
      SourceName source,
      Optional<DestinationName> destination,
      Instant at,
      Failure failure,
      boolean open)
      implements FailureEntry {}
}
