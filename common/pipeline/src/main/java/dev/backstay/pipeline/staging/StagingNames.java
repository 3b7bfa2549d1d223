package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.util.Optional;

/**
 * The names of objects in staging, beside those of a vault.
 *
 * <pre>
 * staging     = vault-object | run-object | confirmation | stream-mark | prune-object
 * vault-object= "config" | "keys/" id | "locks/" id | "backstay/marks/" id
 *             | "index/" id | "snapshots/" id            of committed runs alone
 *             | "data/" hex hex "/" id                   sealed packs
 * run-object  = "runs/" backup "/" ( "open/" opening     a run that has not ended
 *                                  | "sealed/" id        journal: the pack of that id is durable
 *                                  | "objects/" id       index files and snapshot of an attempt
 *                                  | "manifest/" id      manifest of an attempt
 *                                  | "commit"            the commit point: a commit, or that it was abandoned
 *                                  | "failed"            the last attempt failed for good
 *                                  | "stored/" destination )
 * opening     = attempt "-" token                        token: hex, told apart from every other run
 * confirmation= "confirmed/" destination "/" id          that destination holds that pack
 * stream-mark = "stream-marks/" destination "/" source  how far that destination holds a stream
 * prune-object= "prunes/" prune "/" ( "plan"            what is to be forgotten; the beginning
 *                                   | "marked"          what nothing needed then, and which runs were open
 *                                   | "objects/" id     index files that a decision is going to bring
 *                                   | "deletion"        the decision what is deleted
 *                                   | "settled"         staging itself is done
 *                                   | "forgotten/" destination | "deleted/" destination )
 * </pre>
 *
 * <p>{@code id} is a lower-case SHA-256, {@code backup} and {@code prune} are UUIDs.
 */
public final class StagingNames {
  /** Below it lies one folder for each backup that was ever begun. */
  public static final String RUNS = "runs";

  /** Below it lies one folder for each prune. */
  public static final String PRUNES = "prunes";

  /** Below it lies every pack, in 256 folders. */
  public static final String PACKS = "data";

  /** Below it lie the index files of committed runs; the same in every replica. */
  public static final String INDEXES = "index";

  /** Below it lie the snapshots of committed runs; the same in every replica. */
  public static final String SNAPSHOTS = "snapshots";

  private static final String CONFIRMED = "confirmed";
  private static final String COMMIT = "commit";

  private StagingNames() {}

  /** A sealed pack. */
  public static BlobName pack(BlobId pack) {
    return BlobName.of(PACKS + "/" + pack.hex().substring(0, 2) + "/" + pack.hex());
  }

  /** An index file of a committed run. */
  public static BlobName index(BlobId index) {
    return BlobName.of(INDEXES + "/" + index.hex());
  }

  /** The snapshot of a committed run. */
  public static BlobName snapshot(BlobId snapshot) {
    return BlobName.of(SNAPSHOTS + "/" + snapshot.hex());
  }

  /** The folder of everything that concerns one backup. */
  public static String run(BackupId backup) {
    return RUNS + "/" + backup;
  }

  /** The commit point of a backup. */
  public static BlobName commit(BackupId backup) {
    return BlobName.of(run(backup) + "/" + COMMIT);
  }

  /** The mark that the last attempt of a backup failed and none is to follow by itself. */
  public static BlobName failed(BackupId backup) {
    return BlobName.of(run(backup) + "/failed");
  }

  /** The marks of a backup's runs that have not ended. */
  public static String openings(BackupId backup) {
    return run(backup) + "/open";
  }

  /** The mark of one run that has not ended. */
  public static BlobName opening(BackupId backup, int attempt, String token) {
    return BlobName.of(openings(backup) + "/" + attempt + "-" + token);
  }

  /** The journal of a backup's durable packs. */
  public static String journal(BackupId backup) {
    return run(backup) + "/sealed";
  }

  /** The journal's entry of one pack: a sealed index file that names it alone. */
  public static BlobName sealed(BackupId backup, BlobId pack) {
    return BlobName.of(journal(backup) + "/" + pack.hex());
  }

  /** The index files and snapshots of a backup's attempts, until they are published. */
  public static String objects(BackupId backup) {
    return run(backup) + "/objects";
  }

  /** An index file or snapshot of an attempt. */
  public static BlobName object(BackupId backup, BlobId id) {
    return BlobName.of(objects(backup) + "/" + id.hex());
  }

  /** The manifests of a backup's attempts. */
  public static String manifests(BackupId backup) {
    return run(backup) + "/manifest";
  }

  /** A manifest, named by the hash of its bytes. */
  public static BlobName manifest(BackupId backup, BlobId hash) {
    return BlobName.of(manifests(backup) + "/" + hash.hex());
  }

  /** Which destinations have published a backup. */
  public static String stored(BackupId backup) {
    return run(backup) + "/stored";
  }

  /** The mark that a destination has published a backup. */
  public static BlobName stored(BackupId backup, DestinationName destination) {
    return BlobName.of(stored(backup) + "/" + destination);
  }

  /** The packs that a destination holds while staging holds them, too. */
  public static String confirmed(DestinationName destination) {
    return CONFIRMED + "/" + destination;
  }

  /** The mark that a destination holds a pack. */
  public static BlobName confirmed(DestinationName destination, BlobId pack) {
    return BlobName.of(confirmed(destination) + "/" + pack.hex());
  }

  /** How far a destination holds each stream. */
  public static String streamMarks(DestinationName destination) {
    return "stream-marks/" + destination;
  }

  /** What a prune removes. */
  public static BlobName prunePlan(PruneId prune) {
    return BlobName.of(PRUNES + "/" + prune + "/plan");
  }

  /** What nothing needed any more when a prune looked, and which runs were open then. */
  public static BlobName pruneMarked(PruneId prune) {
    return BlobName.of(PRUNES + "/" + prune + "/marked");
  }

  /** What a prune decided to delete. */
  public static BlobName pruneDeletion(PruneId prune) {
    return BlobName.of(PRUNES + "/" + prune + "/deletion");
  }

  /** The mark that a prune's deletion is carried out in staging. */
  public static BlobName pruneSettled(PruneId prune) {
    return BlobName.of(PRUNES + "/" + prune + "/settled");
  }

  /** The index files that a prune's deletion brings, until they are in place. */
  public static String pruneObjects(PruneId prune) {
    return PRUNES + "/" + prune + "/objects";
  }

  /** An index file that a prune's deletion brings. */
  public static BlobName pruneObject(PruneId prune, BlobId index) {
    return BlobName.of(pruneObjects(prune) + "/" + index.hex());
  }

  /** The prune to which an object under {@code prunes/} belongs. */
  public static Optional<PruneId> pruneOf(BlobName name) {
    String[] parts = name.value().split("/", -1);
    if (parts.length < 3 || !parts[0].equals(PRUNES)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PruneId.parse(parts[1]));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // something else put it there
    }
  }

  /** The mark that a destination carried out the first phase of a prune. */
  public static BlobName pruneForgotten(PruneId prune, DestinationName destination) {
    return BlobName.of(PRUNES + "/" + prune + "/forgotten/" + destination);
  }

  /** The mark that a destination carried out the second phase of a prune. */
  public static BlobName pruneDeleted(PruneId prune, DestinationName destination) {
    return BlobName.of(PRUNES + "/" + prune + "/deleted/" + destination);
  }

  /** The backup to which an object under {@code runs/} belongs. */
  public static Optional<BackupId> backupOf(BlobName name) {
    String[] parts = name.value().split("/", -1);
    if (parts.length < 3 || !parts[0].equals(RUNS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(BackupId.parse(parts[1]));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // something else put it there
    }
  }

  /** Whether a name is that of a backup's commit. */
  public static boolean isCommit(BlobName name) {
    return backupOf(name).filter(backup -> commit(backup).equals(name)).isPresent();
  }

  /** The id with which a name ends: of a pack, a confirmation, a journal entry or an object. */
  public static Optional<BlobId> idOf(BlobName name) {
    String last = name.lastSegment();
    return BlobId.isId(last) ? Optional.of(BlobId.parse(last)) : Optional.empty();
  }
}
