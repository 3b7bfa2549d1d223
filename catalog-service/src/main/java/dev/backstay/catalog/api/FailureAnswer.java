package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.FailureEntry;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Optional;

/**
 * A stage that failed.
 *
 * @param retried whether it is tried again by itself
 * @param state how the backup stands now
 */
public record FailureAnswer(
    String backup,
    String source,
    Stage stage,
    Optional<String> destination,
    Instant at,
    Failure failure,
    boolean retried,
    BackupState state) {
  public static FailureAnswer of(FailureEntry entry) {
    return new FailureAnswer(
        entry.backup().toString(),
        entry.source().value(),
        entry.stage(),
        entry.destination().map(DestinationName::value),
        entry.at(),
        entry.failure(),
        entry.retried(),
        entry.state());
  }
}
