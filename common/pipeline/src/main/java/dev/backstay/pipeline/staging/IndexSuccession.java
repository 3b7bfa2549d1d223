package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PruneId;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which index files took the place of others, by the word of all prunes. Remembers what it read, a
 * few hundred bytes for each index file ever replaced. Any number of threads may use it.
 */
public final class IndexSuccession {
  private final BlobStore staging;
  private final Set<PruneId> known = new HashSet<>();
  private final Map<BlobId, Step> steps = new HashMap<>();

  public IndexSuccession(BlobStore staging) {
    this.staging = staging;
  }

  /**
   * An index file was replaced.
   *
   * @param by what took its place, if anything
   */
  public record Step(PruneId prune, Optional<BlobId> by) {}

  /** Reads the decisions that came since the last time. */
  public synchronized void refresh() {
    Set<PruneId> fresh = new HashSet<>();
    staging.list(
        StagingNames.PRUNES,
        stat ->
            StagingNames.pruneOf(stat.name())
                .filter(prune -> StagingNames.pruneDeletion(prune).equals(stat.name()))
                .filter(prune -> !known.contains(prune))
                .ifPresent(fresh::add));
    for (PruneId prune : fresh) {
      deletion(staging, prune)
          .superseded()
          .forEach((index, by) -> steps.put(index, new Step(prune, by)));
      known.add(prune);
    }
  }

  /** How an index file was replaced, as far as was read. */
  public synchronized Optional<Step> step(BlobId index) {
    return Optional.ofNullable(steps.get(index));
  }

  /** Every index file that was replaced, as far as was read. */
  public synchronized Set<BlobId> replaced() {
    return Set.copyOf(steps.keySet());
  }

  /** The decision of a prune that has one. */
  public static PruneDeletion deletion(BlobStore staging, PruneId prune) {
    try {
      return PruneDeletion.decode(staging.read(StagingNames.pruneDeletion(prune)));
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "the deletion of prune %s in staging at %s is damaged: %s"
              .formatted(prune, staging.location(), e.getMessage()),
          e);
    }
  }
}
