package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.physical.PhysicalRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cluster to back up, and how.
 *
 * @param cluster where it is, and how its files are read
 * @param hostname under which the snapshot is filed
 * @param tags of the snapshot, beside those that describe it
 */
public record PhysicalBackupRequest(
    PhysicalRequest cluster, Extent extent, String hostname, List<String> tags) {
  public PhysicalBackupRequest {
    tags = List.copyOf(tags);
  }

  /**
   * How much is read.
   *
   * @param full whether everything is, whatever is known of changes
   * @param anyCluster whether another cluster than the one before is backed up, too
   * @param fullEvery how old the newest full read may be before everything is read again
   */
  public record Extent(boolean full, boolean anyCluster, Duration fullEvery) {}

  /** The same with tags added in front. */
  public PhysicalBackupRequest withTags(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(tags);
    return new PhysicalBackupRequest(cluster, extent, hostname, all);
  }
}
