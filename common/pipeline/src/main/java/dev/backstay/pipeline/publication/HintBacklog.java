package dev.backstay.pipeline.publication;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.StagingInventory.Run;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the packs of open runs that a destination has not confirmed: what hints would have brought
 * there, had none been lost. A run that is larger than staging ends only when its packs leave
 * before its commit, so whoever finds staging short of room copies these. Reads only. Confined to
 * one thread.
 */
public final class HintBacklog {
  private final InventoryReader reader;

  /**
   * The backlog of the vault's own store.
   *
   * @param destinations where a source's backups go by the policy of now
   */
  public HintBacklog(Vault staging, Function<SourceName, Set<DestinationName>> destinations) {
    this.reader = new InventoryReader(staging, destinations);
  }

  /** The packs that a destination is to have, in staging now, with their lengths. */
  public Map<BlobId, Long> of(DestinationName destination) {
    StagingInventory inventory = reader.read(Set.of(destination));
    Set<BlobId> confirmed = inventory.confirmed().getOrDefault(destination, Set.of());
    Map<BlobId, Long> backlog = new HashMap<>();
    for (Run run : inventory.runs()) {
      if (!run.committed() && run.destinations().contains(destination)) {
        for (BlobId pack : run.packs().keySet()) {
          Long length = inventory.packs().get(pack);
          if (length != null && !confirmed.contains(pack)) {
            backlog.put(pack, length);
          }
        }
      }
    }
    return backlog;
  }
}
