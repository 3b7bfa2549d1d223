package dev.backstay.uploader.delivery;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.recovery.RecoveredBackup;
import dev.backstay.pipeline.recovery.VaultHistory;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.lang.System.Logger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells again what a destination holds and nobody told: for the day when Kafka was lost with all
 * its topics, so that the catalog knows every restore point by the vault alone. Done once for each
 * start; what was told already keeps its id and is one event with it. Confined to one thread.
 */
public final class Recovery {
  private static final Logger LOG = System.getLogger(Recovery.class.getName());

  private final Ground ground;
  private final DestinationName destination;
  private final Means means;
  private boolean done;

  /**
   * What it takes.
   *
   * @param history what was told so far
   */
  public record Means(EventSource history, Supplier<Secret> password, VaultOptions options) {}

  Recovery(Ground ground, DestinationName destination, Means means) {
    this.ground = ground;
    this.destination = destination;
    this.means = means;
  }

  /** Whether an event was told by a recovery: there is nothing in staging to act on. */
  static boolean isRecovered(Event<?> event) {
    return event.producer().equals(RecoveredBackup.PRODUCER);
  }

  /** Tells what is missing, unless that was done since the start. */
  void run() {
    if (done) {
      return;
    }
    BlobStore store = ground.place(destination).store();
    if (store.stat(BlobName.of("config")).isPresent()) {
      tellMissing(store);
    }
    done = true;
  }

  // The vault is not closed: its store is shared, and stays open.
  private void tellMissing(BlobStore store) {
    Vault vault = Vault.open(store, means.password().get(), means.options());
    Set<BackupId> told = told();
    List<RecoveredBackup> missing =
        VaultHistory.read(destination, vault).backups().stream()
            .filter(backup -> !told.contains(backup.backup()))
            .toList();
    missing.forEach(
        backup -> backup.events(destination).forEach(event -> ground.events().publish(event)));
    if (!missing.isEmpty()) {
      LOG.log(
          Logger.Level.WARNING,
          "told from the vault alone destination={0} backups={1}",
          destination,
          missing.size());
    }
  }

  private Set<BackupId> told() {
    Set<BackupId> told = new HashSet<>();
    var _ =
        means
            .history()
            .readAll(
                Set.of(EventType.UPLOADED),
                event -> {
                  if (event.data() instanceof Uploaded upload
                      && upload.destination().equals(destination)) {
                    told.add(upload.backup());
                  }
                });
    return told;
  }
}
