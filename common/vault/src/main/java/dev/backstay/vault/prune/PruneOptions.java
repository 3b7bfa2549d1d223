package dev.backstay.vault.prune;

import java.time.Duration;

/**
 * How a prune decides.
 *
 * @param grace how long a pack stays marked before it is deleted; none deletes in the same run
 * @param maxUnusedShare the share of the vault that may be waste before packs are repacked, 0 to
 *     below 1
 * @param dryRun only report what would be done
 */
public record PruneOptions(Duration grace, double maxUnusedShare, boolean dryRun) {
  /**
   * A day is longer than any backup runs; five percent is what restic tolerates too: less costs
   * more to move than it saves.
   */
  public static final PruneOptions DEFAULTS = new PruneOptions(Duration.ofHours(24), 0.05, false);

  public PruneOptions {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("a grace of " + grace + " has ended before it began");
    }
    if (!(maxUnusedShare >= 0 && maxUnusedShare < 1)) {
      throw new IllegalArgumentException("a share is 0 to below 1, not " + maxUnusedShare);
    }
  }

  public PruneOptions withGrace(Duration duration) {
    return new PruneOptions(duration, maxUnusedShare, dryRun);
  }

  public PruneOptions withMaxUnusedShare(double share) {
    return new PruneOptions(grace, share, dryRun);
  }

  public PruneOptions asDryRun() {
    return new PruneOptions(grace, maxUnusedShare, true);
  }
}
