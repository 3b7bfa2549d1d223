package dev.backstay.catalog.retention;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.NewestProof;
import dev.backstay.catalog.query.RetainedBackup;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.retention.KnownBackup;
import dev.backstay.retention.RetentionPlan;
import dev.backstay.retention.RetentionRules;
import dev.backstay.retention.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What retention says about the backups of a source, as the catalog knows them.
 *
 * @param plan about every backup that nothing was decided about before
 * @param going let go of by an earlier prune, and still at a destination
 */
public record RetentionView(
    SourceName source,
    RetentionPlan plan,
    List<RetainedBackup> going,
    Map<UUID, ObjectHash> snapshots) {
  /** What a request names must fit into one event with room to spare; the rest goes next time. */
  static final int MAX_NAMED = 4_000;

  public RetentionView {
    going = List.copyOf(going);
    snapshots = Map.copyOf(snapshots);
  }

  /**
   * What one request to prune asks for.
   *
   * @param forgotten at least one
   */
  public record Removal(Series series, List<ForgottenBackup> forgotten, ForgottenBackup survivor) {
    public Removal {
      forgotten = List.copyOf(forgotten);
    }
  }

  /** Decides about the backups of a source, as the policy has it. */
  public static RetentionView of(Source source, List<RetainedBackup> backups, Instant now) {
    Map<UUID, ObjectHash> snapshots = new HashMap<>();
    List<KnownBackup> open = new ArrayList<>();
    List<RetainedBackup> going = new ArrayList<>();
    for (RetainedBackup backup : backups) {
      backup.snapshot().ifPresent(hash -> snapshots.put(backup.backup().value(), hash));
      if (backup.letGo()) {
        going.add(backup);
      } else {
        open.add(known(source.name(), backup));
      }
    }
    RetentionPlan plan = RetentionRules.of(source.protection()).decide(open, now);
    return new RetentionView(source.name(), plan, going, snapshots);
  }

  private static KnownBackup known(SourceName source, RetainedBackup backup) {
    return new KnownBackup(
        backup.backup().value(),
        source,
        backup.kind(),
        backup.capturedAt(),
        new HashSet<>(backup.tags()),
        backup.proof().map(NewestProof::level),
        state(backup));
  }

  private static dev.backstay.retention.BackupState state(RetainedBackup backup) {
    return switch (backup.state()) {
      case REQUESTED, RUNNING, RETRYING, CAPTURED -> dev.backstay.retention.BackupState.UNFINISHED;
      case FAILED, FORGOTTEN, DELETED -> dev.backstay.retention.BackupState.FAILED;
      case STORED, PROVEN -> dev.backstay.retention.BackupState.COMPLETE;
      case DAMAGED ->
          backup.sound()
              ? dev.backstay.retention.BackupState.COMPLETE
              : dev.backstay.retention.BackupState.DAMAGED;
    };
  }

  /**
   * What to ask for, one for each series that loses backups: what the plan removes, and what was
   * let go of and is still somewhere. What has no snapshot is at no destination and is never named.
   */
  public List<Removal> removals() {
    List<Removal> removals = new ArrayList<>();
    for (Series series : Series.values()) {
      plan.survivor(series)
          .filter(survivor -> snapshots.containsKey(survivor.id()))
          .ifPresent(survivor -> {
            ForgottenBackup stays = named(survivor.id());
            List<ForgottenBackup> forgotten = forgotten(series, stays);
            if (!forgotten.isEmpty()) {
              removals.add(new Removal(series, forgotten, stays));
            }
          });
    }
    return removals;
  }

  /** The oldest first. */
  private List<ForgottenBackup> forgotten(Series series, ForgottenBackup survivor) {
    Set<ForgottenBackup> named = new HashSet<>();
    List<ForgottenBackup> forgotten = new ArrayList<>();
    going.stream()
        .filter(backup -> backup.state() != BackupState.FAILED)
        .filter(backup -> Series.of(backup.kind()) == series && backup.snapshot().isPresent())
        .map(backup -> named(backup.backup().value()))
        .forEach(forgotten::add);
    plan.removed().stream()
        .filter(backup -> backup.series() == series && snapshots.containsKey(backup.id()))
        .sorted(Comparator.comparing(KnownBackup::capturedAt))
        .map(backup -> named(backup.id()))
        .forEach(forgotten::add);
    return forgotten.stream()
        .filter(each -> !each.equals(survivor) && named.add(each))
        .limit(MAX_NAMED)
        .toList();
  }

  private ForgottenBackup named(UUID id) {
    ObjectHash snapshot = snapshots.get(id);
    if (snapshot == null) {
      throw new IllegalArgumentException("backup " + id + " has no snapshot");
    }
    return new ForgottenBackup(new BackupId(id), snapshot);
  }
}
