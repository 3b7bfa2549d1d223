package dev.backstay.catalog.health;

import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the health of a source follows from.
 *
 * @param restoring the kinds of backups that bring back all of it
 * @param last the last that events told; none for a source that only the policy names
 * @param proven the instant that the newest of those restores to that is proven somewhere
 * @param damaged the newest backup that was found bad at a destination, and not proven there since
 * @param stream its continuous capture, where there is one
 */
public record SourceFacts(
    SourceName source,
    Objective objective,
    Set<BackupKind> restoring,
    Optional<SourceRecord> last,
    Optional<Instant> proven,
    Optional<BackupId> damaged,
    Optional<StreamFacts> stream) {
  public SourceFacts {
    restoring = Set.copyOf(restoring);
  }
}
