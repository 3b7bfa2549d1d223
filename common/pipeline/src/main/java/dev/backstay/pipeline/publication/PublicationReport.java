package dev.backstay.pipeline.publication;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.RunCommit;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a publication did.
 *
 * @param vaultCreated whether the destination was empty and became a replica
 * @param copied what was sent
 * @param startedAt when it began
 * @param endedAt when the snapshot was visible and read back, or when it was clear that nothing was
 *     to do
 */
public record PublicationReport(
    RunCommit commit,
    DestinationName destination,
    Outcome outcome,
    boolean vaultCreated,
    Copied copied,
    Instant startedAt,
    Instant endedAt) {

  /** How it ended. */
  public enum Outcome {
    /** The snapshot is visible at the destination, and everything it needs was there before. */
    PUBLISHED,
    /** An earlier publication had done that. */
    ALREADY_PUBLISHED,
    /** A prune forgot the snapshot; nothing was published. */
    FORGOTTEN
  }

  /**
   * What was sent and what was found.
   *
   * @param packs sent
   * @param bytes of the packs sent
   * @param packsPresent packs that were there already
   * @param packsFromSiblings of those sent, how many came from which other destination
   * @param damaged objects at sources whose bytes are not what their names say; good ones were
   *     found elsewhere
   */
  public record Copied(
      long packs,
      long bytes,
      long packsPresent,
      Map<DestinationName, Long> packsFromSiblings,
      List<String> damaged) {
    static final Copied NOTHING = new Copied(0, 0, 0, Map.of(), List.of());

    public Copied {
      packsFromSiblings = Map.copyOf(packsFromSiblings);
      damaged = List.copyOf(damaged);
    }
  }

  /** The backup that was published. */
  public BackupId backup() {
    return commit.backup();
  }
}
