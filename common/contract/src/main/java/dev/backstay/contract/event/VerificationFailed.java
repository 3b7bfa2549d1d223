package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;

/**
 * A backup could not be proven at a destination: what is stored there is not good, or not there.
 *
 * @param level that was asked for
 * @param evidence what was looked at, with what was found wrong
 */
public record VerificationFailed(
    BackupId backup,
    SourceName source,
    BackupKind kind,
    DestinationName destination,
    ObjectHash snapshot,
    VerificationLevel level,
    String occurrence,
    Failure failure,
    Evidence evidence,
    Instant failedAt)
    implements BackupEvent {
  @Override
  public List<String> identity() {
    return List.of(backup.toString(), destination.value(), level.name(), occurrence);
  }
}
