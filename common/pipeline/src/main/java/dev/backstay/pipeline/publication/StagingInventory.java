package dev.backstay.pipeline.publication;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.vault.BlobId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What staging holds, and for whom.
 *
 * @param packs every pack in staging with its length, but packs of directories of runs that need
 *     nothing any more
 * @param runs every run that may still need something of staging
 * @param confirmed the packs each destination has confirmed
 */
record StagingInventory(
    Map<BlobId, Long> packs, List<Run> runs, Map<DestinationName, Set<BlobId>> confirmed) {
  StagingInventory {
    packs = Map.copyOf(packs);
    runs = List.copyOf(runs);
    confirmed = Map.copyOf(confirmed);
  }

  /**
   * A run.
   *
   * @param committed whether it is; else it is open, or waits for its next attempt
   * @param packs its own
   * @param destinations that are to have it by the policy; none where its source is not known (any
   *     more), and then nothing of it may go
   * @param stored the destinations that have published it
   */
  record Run(
      BackupId backup,
      boolean committed,
      Map<BlobId, PackContent> packs,
      Set<DestinationName> destinations,
      Set<DestinationName> stored) {
    Run {
      packs = Map.copyOf(packs);
      destinations = Set.copyOf(destinations);
      stored = Set.copyOf(stored);
    }

    /** Whether every destination has published it, so that it needs nothing of staging any more. */
    boolean isStored() {
      return committed && !destinations.isEmpty() && stored.containsAll(destinations);
    }
  }
}
