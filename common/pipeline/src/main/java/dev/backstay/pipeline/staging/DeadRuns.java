package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.BackupId;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the backups that nobody will bring to an end, and removes what they left in staging: those
 * whose last attempt failed for good, and those of which nobody has been heard for long. Any number
 * of processes may do so at any time.
 */
public final class DeadRuns {
  /**
   * Of a backup of which staging has seen nothing for so long, every worker is dead, and nobody has
   * taken it up again: queues deliver again within hours.
   */
  public static final Duration LONGEST_DEATH = Duration.ofDays(2);

  private final StagedVault staged;
  private final BlobStore staging;

  public DeadRuns(StagedVault staged) {
    this.staged = staged;
    this.staging = staged.vault().store();
  }

  /** What lies under the name of one backup. */
  private static final class Traces {
    private boolean ended;
    private boolean failed;
    private boolean opened;
    private boolean leftovers;
    private Instant newest = Instant.MIN;

    void add(BackupId backup, BlobStat stat) {
      String name = stat.name().value();
      if (StagingNames.isCommit(stat.name())) {
        ended = true;
      } else if (stat.name().equals(StagingNames.failed(backup))) {
        failed = true;
        leftovers = true;
      } else if (name.startsWith(StagingNames.openings(backup) + "/")) {
        opened = true;
        leftovers = true;
      } else if (name.startsWith(StagingNames.journal(backup) + "/")
          || name.startsWith(StagingNames.objects(backup) + "/")) {
        leftovers = true;
      }
      newest = stat.modified().isAfter(newest) ? stat.modified() : newest;
    }

    boolean isDead(Instant dead) {
      return leftovers && (newest.isBefore(dead) || (failed && !opened && !ended));
    }
  }

  /**
   * Looks once, and removes; how many backups it found. Fails with {@code VAULT_LOCKED} while any
   * run is at work: call again later.
   */
  public int bury() {
    Set<BackupId> abandoned = new HashSet<>();
    Set<BackupId> committed = new HashSet<>();
    traces(StagingNames.RUNS)
        .forEach((backup, traces) -> {
          if (traces.isDead(dead())) {
            (staged.records().commit(backup).isPresent() ? committed : abandoned).add(backup);
          }
        });
    committed.forEach(staged::committed); // its worker died before it had tidied up
    if (!abandoned.isEmpty()) {
      staged.abandon(abandoned, this::isDead);
    }
    return committed.size() + abandoned.size();
  }

  /** Whether nobody will bring a backup to an end, as staging shows it now. */
  public boolean isDead(BackupId backup) {
    Traces traces = traces(StagingNames.run(backup)).get(backup);
    return traces != null && traces.isDead(dead());
  }

  private Map<BackupId, Traces> traces(String prefix) {
    Map<BackupId, Traces> all = new HashMap<>();
    staging.list(
        prefix,
        stat ->
            StagingNames.backupOf(stat.name())
                .ifPresent(
                    backup -> all.computeIfAbsent(backup, _ -> new Traces()).add(backup, stat)));
    return all;
  }

  private Instant dead() {
    return staged.vault().options().clock().instant().minus(LONGEST_DEATH);
  }
}
