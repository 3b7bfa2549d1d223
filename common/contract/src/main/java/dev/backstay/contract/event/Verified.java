package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;

/**
 * A backup was fetched from a destination and proven.
 *
 * @param level how far; includes the levels before it
 * @param occurrence the upload or the request that asked for it
 */
public record Verified(
    BackupId backup,
    SourceName source,
    BackupKind kind,
    DestinationName destination,
    ObjectHash snapshot,
    VerificationLevel level,
    String occurrence,
    Evidence evidence,
    Instant verifiedAt)
    implements BackupEvent {
  @Override
  public List<String> identity() {
    return List.of(backup.toString(), destination.value(), level.name(), occurrence);
  }
}
