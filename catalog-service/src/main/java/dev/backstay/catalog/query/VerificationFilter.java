package dev.backstay.catalog.query;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.SourceName;
import java.util.Optional;

/**
 * Which verifications are asked for: those that every given part fits.
 *
 * @param proven whether it was good
 */
public record VerificationFilter(
    Optional<SourceName> source, Optional<BackupId> backup, Optional<Boolean> proven) {}
