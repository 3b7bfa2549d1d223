package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.SealedFile;
import java.util.HashSet;
import java.util.Set;

/**
 * An operator's word that a destination which lost its vault is meant to be filled from the
 * beginning. It lies at the destination itself, so it cannot be given for a disk that is not
 * mounted and taken for another, and goes with the first vault that is made there.
 *
 * <p>Without it, a destination that staging knows to have held backups and that holds no vault is
 * not touched: a mount point without its disk looks just like that.
 */
public final class RefillConsent {
  private static final BlobName NAME = BlobName.of("backstay/refill");

  private RefillConsent() {}

  /** Gives it; fails with {@code VAULT_EXISTS} where there is a vault. */
  public static void give(BlobStore destination) {
    if (destination.stat(SealedFile.CONFIG).isPresent()) {
      throw new BackstayException(
          ErrorCode.VAULT_EXISTS,
          "%s holds a vault, so there is nothing to be filled again"
              .formatted(destination.location()));
    }
    var _ = destination.put(NAME, Payload.of(new byte[0]), PutOptions.REPLACE);
  }

  /** Takes it back, once there is a vault. */
  static void consume(BlobStore destination) {
    destination.delete(NAME);
  }

  /**
   * Fails with {@code DESTINATION_EMPTIED} for a destination that held backups, holds no vault now,
   * and was not said to be meant so.
   */
  public static void require(BlobStore staging, Place destination) {
    if (destination.store().stat(SealedFile.CONFIG).isPresent()) {
      return;
    }
    int published = published(staging, destination.name());
    if (published > 0 && destination.store().stat(NAME).isEmpty()) {
      throw new BackstayException(
          ErrorCode.DESTINATION_EMPTIED,
          "%s holds no vault, but at least %d objects were stored there before: it is not mounted, or it was emptied; nothing was written"
              .formatted(destination, published));
    }
  }

  /** How much staging believes to be there: backups, or else packs, or else streams. */
  private static int published(BlobStore staging, DestinationName destination) {
    Set<BlobName> marks = new HashSet<>();
    staging.list(
        StagingNames.RUNS,
        stat ->
            StagingNames.backupOf(stat.name())
                .filter(backup -> StagingNames.stored(backup, destination).equals(stat.name()))
                .ifPresent(_ -> marks.add(stat.name())));
    if (marks.isEmpty()) {
      staging.list(StagingNames.confirmed(destination), stat -> marks.add(stat.name()));
    }
    if (marks.isEmpty()) {
      staging.list(StagingNames.streamMarks(destination), stat -> marks.add(stat.name()));
    }
    return marks.size();
  }
}
