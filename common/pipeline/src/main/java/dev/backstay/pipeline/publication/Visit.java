package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.copy.ReplicaFrame;
import dev.backstay.vault.copy.ReplicaStay;
import java.util.ArrayList;
import java.util.List;

/**
 * A stay at a destination that holds a replica of the vault, or becomes one at the beginning, under
 * a shared lock there until the end. Confined to one thread.
 */
public final class Visit implements AutoCloseable {
  private final ReplicaStay stay;

  private Visit(ReplicaStay stay) {
    this.stay = stay;
  }

  /** Goes to the destination of a route. */
  static Visit begin(Route route, boolean missing) {
    return begin(route.staging(), route.destination(), missing);
  }

  /**
   * Goes to a destination; fails with {@code DESTINATION_EMPTIED}, and writes nothing, where
   * backups were that nobody said are meant to be gone. Where the destination becomes a replica,
   * nothing that staging believed of it is believed any more.
   *
   * @param vault in staging
   * @param missing whether it was seen to hold no vault
   */
  public static Visit begin(Vault vault, Place destination, boolean missing) {
    BlobStore target = destination.store();
    if (missing) {
      RefillConsent.require(vault.store(), destination);
    }
    ReplicaStay stay = ReplicaStay.begin(vault, target);
    try {
      var frame = new ReplicaFrame(vault, target);
      boolean creates = missing && frame.isMissing(); // others may have been faster
      if (creates) {
        voidMarks(vault.store(), destination.name());
      }
      ReplicaFrame.Copied copied = frame.copy(creates);
      if (creates) {
        RefillConsent.consume(target);
      }
      if (!copied.damaged().isEmpty()) {
        throw new BackstayException(
            ErrorCode.OBJECT_CORRUPT,
            "%s in staging is damaged; nothing was published"
                .formatted(copied.damaged().getFirst()));
      }
      return new Visit(stay);
    } catch (RuntimeException e) {
      stay.close(e);
      throw e;
    }
  }

  /** A destination that holds no vault has lost whatever staging believes of it. */
  private static void voidMarks(BlobStore staging, DestinationName name) {
    List<BlobName> marks = new ArrayList<>();
    staging.list(StagingNames.confirmed(name), stat -> marks.add(stat.name()));
    staging.list(StagingNames.streamMarks(name), stat -> marks.add(stat.name()));
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
