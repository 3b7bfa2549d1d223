package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.List;

/**
 * Somebody asked to prove a backup at a destination.
 *
 * @param occurrence tells repeated requests apart
 */
public record VerificationRequested(
    BackupId backup,
    SourceName source,
    BackupKind kind,
    DestinationName destination,
    ObjectHash manifest,
    ObjectHash snapshot,
    VerificationLevel level,
    String occurrence)
    implements BackupEvent {
  @Override
  public List<String> identity() {
    return List.of(backup.toString(), destination.value(), level.name(), occurrence);
  }
}
