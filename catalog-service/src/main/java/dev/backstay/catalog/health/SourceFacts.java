package dev.backstay.catalog.health;

import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Optional;

/**
 * What the health of a source follows from.
 *
 * @param last the last that events told; none for a source that only the policy names
 * @param proven the instant that the newest backup restores to that is proven and sound
 * @param damaged the newest backup that was found bad at a destination, and not proven there since
 * @param stream its continuous capture, where there is one
 */
public record SourceFacts(
    SourceName source,
    Objective objective,
    Optional<SourceRecord> last,
    Optional<Instant> proven,
    Optional<BackupId> damaged,
    Optional<StreamFacts> stream) {}
