package dev.backstay.catalog.platform;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.Objectives;
import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.retention.Series;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A source that is looked at.
 *
 * @param policy what is said of it; none for one that is protected no more
 */
record Subject(SourceName name, Optional<Source> policy) {
  private static final Objectives NOTHING_PROMISED =
      new Objectives(new Objective(Optional.empty(), Optional.empty()), Map.of());

  Objectives objectives() {
    return policy.map(source -> source.protection().objectives()).orElse(NOTHING_PROMISED);
  }

  /** Whether its changes are captured all the time. */
  boolean isStreamed() {
    return policy
        .map(Source::origin)
        .filter(origin -> origin instanceof Origin.Postgres from && from.wal().captured())
        .isPresent();
  }

  List<DestinationName> destinations() {
    return policy.map(source -> source.protection().destinations()).orElse(List.of());
  }

  /** Whether what a destination holds counts: where nothing is said, it does. */
  boolean counts(DestinationName destination) {
    return policy.isEmpty() || destinations().contains(destination);
  }

  /**
   * The kinds that bring back all of it. Definitions alone never do. Dumps do where they take every
   * table; dumps of chosen tables only where nothing else is scheduled, so that those are what the
   * source is protected by.
   */
  Set<BackupKind> restoring() {
    Set<BackupKind> kinds = of(Series.WHOLE);
    if (!isPartlyDumped() || !isScheduledWhole()) {
      kinds.addAll(of(Series.LOGICAL));
    }
    return kinds;
  }

  private static Set<BackupKind> of(Series series) {
    return EnumSet.allOf(BackupKind.class).stream()
        .filter(kind -> Series.of(kind) == series)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(BackupKind.class)));
  }

  private boolean isPartlyDumped() {
    return policy
        .map(Source::origin)
        .filter(origin ->
            origin instanceof Origin.Postgres from
                && !(from.logical().databases().isEmpty() && from.logical().tables().isEmpty()))
        .isPresent();
  }

  private boolean isScheduledWhole() {
    return policy
        .map(source -> source.protection().schedule().due().keySet())
        .filter(kinds -> kinds.stream().anyMatch(kind -> Series.of(kind) == Series.WHOLE))
        .isPresent();
  }
}
