package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.copy.ReplicaFrame;
import dev.backstay.vault.copy.ReplicaStay;
import java.util.ArrayList;
import java.util.List;

/**
 * A stay at a destination that holds a replica of the vault, or becomes one at the beginning, under
 * a shared lock there until the end. Confined to one thread.
 */
final class Visit implements AutoCloseable {
  private final ReplicaStay stay;

  private Visit(ReplicaStay stay) {
    this.stay = stay;
  }

  /**
   * Goes to the destination of a route; fails with {@code DESTINATION_EMPTIED}, and writes nothing,
   * where backups were that nobody said are meant to be gone.
   *
   * @param missing whether it was seen to hold no vault
   */
  static Visit begin(Route route, boolean missing) {
    BlobStore target = route.destination().store();
    if (missing) {
      RefillConsent.require(route.staging().store(), route.destination());
    }
    ReplicaStay stay = ReplicaStay.begin(route.staging(), target);
    try {
      var frame = new ReplicaFrame(route.staging(), target);
      boolean creates = missing && frame.isMissing(); // others may have been faster
      if (creates) {
        voidMarks(route);
      }
      ReplicaFrame.Copied copied = frame.copy(creates);
      if (creates) {
        RefillConsent.consume(target);
      }
      if (!copied.damaged().isEmpty()) {
        throw new BackstayException(
            ErrorCode.OBJECT_CORRUPT,
            "%s in staging is damaged; no backup was published"
                .formatted(copied.damaged().getFirst()));
      }
      return new Visit(stay);
    } catch (RuntimeException e) {
      stay.close(e);
      throw e;
    }
  }

  /** A destination that holds no vault has lost whatever staging believes of it. */
  private static void voidMarks(Route route) {
    BlobStore staging = route.staging().store();
    DestinationName name = route.destination().name();
    List<BlobName> marks = new ArrayList<>();
    staging.list(StagingNames.confirmed(name), stat -> marks.add(stat.name()));
    staging.list(
        StagingNames.RUNS,
        stat ->
            StagingNames.backupOf(stat.name())
                .filter(backup -> StagingNames.stored(backup, name).equals(stat.name()))
                .ifPresent(_ -> marks.add(stat.name())));
    marks.forEach(staging::delete);
  }

  /** Makes sure that no prune runs from here on; one that ran before may have taken things. */
  void requireLock() {
    stay.renew();
  }

  @Override
  public void close() {
    stay.close();
  }
}
