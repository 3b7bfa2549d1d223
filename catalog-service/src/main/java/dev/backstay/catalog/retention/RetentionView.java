package dev.backstay.catalog.retention;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.NewestProof;
import dev.backstay.catalog.query.RetainedBackup;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.retention.Decision;
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
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What retention says about the backups of a source, as the catalog knows them.
 *
 * @param plan about every backup that nothing was decided about before; only these survive others
 * @param going let go of by an earlier prune, still at a destination, and kept by no rule of now
 * @param spared let go of by an earlier prune, and kept by the rules of now: not asked for again
 */
public record RetentionView(
    SourceName source,
    RetentionPlan plan,
    List<RetainedBackup> going,
    List<Decision.Keep> spared,
    Map<UUID, ObjectHash> snapshots) {
  /** What a request names must fit into one event with room to spare; the rest goes next time. */
  static final int MAX_NAMED = 4_000;

  public RetentionView {
    going = List.copyOf(going);
    spared = List.copyOf(spared);
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
    List<KnownBackup> all = new ArrayList<>();
    List<KnownBackup> open = new ArrayList<>();
    Map<UUID, RetainedBackup> letGo = new HashMap<>();
    for (RetainedBackup backup : backups) {
      backup.snapshot().ifPresent(hash -> snapshots.put(backup.backup().value(), hash));
      KnownBackup known = known(source.name(), backup);
      all.add(known);
      if (backup.letGo()) {
        letGo.put(known.id(), backup);
      } else {
        open.add(known);
      }
    }
    RetentionRules rules = RetentionRules.of(source.protection());
    // what was let go of may vanish at any time, so it counts for nothing but itself
    RetentionPlan withAll = rules.decide(all, now);
    return new RetentionView(
        source.name(),
        rules.decide(open, now),
        withAll.removed().stream()
            .flatMap(backup -> Stream.ofNullable(letGo.get(backup.id())))
            .toList(),
        withAll.decisions().stream()
            .filter(Decision.Keep.class::isInstance)
            .map(Decision.Keep.class::cast)
            .filter(decision -> letGo.containsKey(decision.backup().id()))
            .toList(),
        snapshots);
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
   * let go of and is still somewhere. What has no snapshot is at no destination and is never named;
   * under a legal hold nothing is.
   */
  public List<Removal> removals() {
    if (plan.rules().retention().legalHold()) {
      return List.of();
    }
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

  /**
   * What the plan removes, and in the room that is left what was let go of before; the oldest of
   * each first. A destination that never answers must not keep anything new from being let go of.
   */
  private List<ForgottenBackup> forgotten(Series series, ForgottenBackup survivor) {
    Stream<UUID> removed =
        plan.removed().stream()
            .filter(backup -> backup.series() == series)
            .sorted(Comparator.comparing(KnownBackup::capturedAt))
            .map(KnownBackup::id);
    Stream<UUID> before =
        going.stream()
            .filter(backup -> backup.state() != BackupState.FAILED)
            .filter(backup -> Series.of(backup.kind()) == series)
            .sorted(Comparator.comparing(RetainedBackup::capturedAt))
            .map(backup -> backup.backup().value());
    return Stream.concat(removed, before)
        .filter(snapshots::containsKey)
        .map(this::named)
        .filter(each -> !each.equals(survivor))
        .distinct()
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
