package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Optional;

/**
 * A stage that failed, with cause and remedy.
 *
 * @param retried whether it is tried again by itself
 * @param state how the backup stands now
 */
public record FailureEntry(
    BackupId backup,
    SourceName source,
    Stage stage,
    Optional<DestinationName> destination,
    Instant at,
    Failure failure,
    boolean retried,
    BackupState state) {}
