package dev.backstay.pipeline.recovery;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the vault at a destination tells of past backups.
 *
 * @param backups oldest first, each once
 * @param others snapshots that no dumper made, or that repeat a backup; nothing is told of them
 */
public record VaultHistory(
    DestinationName destination, List<RecoveredBackup> backups, List<BlobId> others) {
  public VaultHistory {
    backups = List.copyOf(backups);
    others = List.copyOf(others);
  }

  /** Reads the snapshots of a destination's vault; changes nothing there. */
  public static VaultHistory read(DestinationName destination, Vault vault) {
    return of(destination, vault.snapshots().all());
  }

  /** What snapshots tell, given oldest first. */
  static VaultHistory of(DestinationName destination, List<StoredSnapshot> snapshots) {
    List<RecoveredBackup> backups = new ArrayList<>();
    List<BlobId> others = new ArrayList<>();
    Set<BackupId> seen = new HashSet<>();
    for (StoredSnapshot stored : snapshots) {
      Optional<RecoveredBackup> backup = RecoveredBackup.of(stored);
      if (backup.isPresent() && seen.add(backup.get().backup())) {
        backups.add(backup.get());
      } else {
        others.add(stored.id());
      }
    }
    return new VaultHistory(destination, backups, others);
  }

  /** The events to publish, oldest first. */
  public List<Event<?>> events() {
    List<Event<?>> events = new ArrayList<>();
    backups.forEach(backup -> events.addAll(backup.events(destination)));
    return List.copyOf(events);
  }
}
