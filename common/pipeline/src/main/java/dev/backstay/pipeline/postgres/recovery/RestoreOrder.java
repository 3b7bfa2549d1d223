package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.event.RestoreGoal;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.TargetAction;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.postgres.PhysicalTags;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be restored, and where.
 *
 * @param base the one backup to restore, with no log but its own; chosen by the planner when none
 */
public record RestoreOrder(
    ClusterHoldings.Selection cluster, Wish wish, Place place, Optional<BlobId> base) {
  /** An order that leaves the choice of the backup to the planner. */
  public RestoreOrder(ClusterHoldings.Selection cluster, Wish wish, Place place) {
    this(cluster, wish, place, Optional.empty());
  }

  /** A backup alone, no further than it is consistent. */
  public static RestoreOrder alone(StoredSnapshot base, Path data) {
    return alone(base, Place.fresh(data));
  }

  /** The same into a directory that this process owns and that is thrown away. */
  public static RestoreOrder rehearsal(StoredSnapshot base, Path data) {
    return alone(base, Place.scratch(data));
  }

  private static RestoreOrder alone(StoredSnapshot base, Place place) {
    return new RestoreOrder(
        clusterOf(base),
        new Wish(
            new RecoveryTarget.Immediate(), new TimelineChoice.Current(), TargetAction.PROMOTE),
        place,
        Optional.of(base.id()));
  }

  /** The cluster of a backup, brought to a target by whichever backup suits it. */
  public static RestoreOrder of(StoredSnapshot base, RestoreGoal goal, Path data) {
    return new RestoreOrder(clusterOf(base), Wish.to(GoalTarget.of(goal)), Place.fresh(data));
  }

  private static ClusterHoldings.Selection clusterOf(StoredSnapshot base) {
    return new ClusterHoldings.Selection(
        Optional.empty(), PhysicalTags.of(base.snapshot()).map(PhysicalTags::system));
  }

  /** Up to where, and what then. */
  public record Wish(RecoveryTarget target, TimelineChoice timeline, TargetAction action) {
    /** As far as there is log, and on from there. */
    public static final Wish LATEST = to(new RecoveryTarget.Latest());

    /** A target on the newest timeline, and on from there. */
    public static Wish to(RecoveryTarget target) {
      return new Wish(target, new TimelineChoice.Latest(), TargetAction.PROMOTE);
    }
  }

  /**
   * Where to.
   *
   * @param data the data directory to be
   * @param tablespaces where tablespaces go, by object id; the others become directories in the
   *     data directory, or stay where they are in one that is mended
   * @param owner of everything; as in the backup, where this process may, when there is none
   * @param mended whose data directory is there and may be changed into the backup's; when there is
   *     none, the directory must be new or empty, or hold what a killed restore of the same cluster
   *     left
   * @param lasting whether it must outlive a loss of power from the moment it is whole
   */
  public record Place(
      Path data,
      Map<Long, Path> tablespaces,
      Optional<FileOwner> owner,
      Optional<SystemId> mended,
      boolean lasting) {
    public Place {
      tablespaces = Map.copyOf(tablespaces);
    }

    /** What is there to stay. */
    public Place(
        Path data,
        Map<Long, Path> tablespaces,
        Optional<FileOwner> owner,
        Optional<SystemId> mended) {
      this(data, tablespaces, owner, mended, true);
    }

    /** A new directory that this process owns and that is thrown away. */
    static Place scratch(Path data) {
      return new Place(data, Map.of(), ThisUser.ifRoot(), Optional.empty(), false);
    }

    /** A new directory. */
    public static Place fresh(Path data) {
      return new Place(data, Map.of(), Optional.empty(), Optional.empty());
    }
  }
}
