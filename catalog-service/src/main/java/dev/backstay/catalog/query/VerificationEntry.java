package dev.backstay.catalog.query;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.Optional;

/**
 * One verification that ended.
 *
 * @param failure why the backup is not good there; empty when it was proven
 */
public record VerificationEntry(
    BackupId backup,
    SourceName source,
    DestinationName destination,
    VerificationLevel level,
    Instant at,
    String occurrence,
    Evidence evidence,
    Optional<Failure> failure) {}
