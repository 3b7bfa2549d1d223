package dev.backstay.catalog.platform;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.policy.SourceName;
import java.time.Duration;
import java.util.Optional;

/** What the catalog can be asked. */
public record Known(Overview overview, Backups backups, Journal journal) {
  /** Restores are rare: the last of a source is among so many, or long ago. */
  private static final int RESTORES = 200;

  /** The newest backup of a source in a state. */
  Optional<BackupSummary> newest(SourceName source, BackupState state) {
    BackupFilter all = BackupFilter.of(source);
    var filter =
        new BackupFilter(
            all.source(),
            all.kind(),
            Optional.of(state),
            all.destination(),
            all.tag(),
            all.captured());
    return backups.list(filter, Paging.first(1)).items().stream().findFirst();
  }

  /** How long the last good restore of a source took. */
  Optional<Duration> lastRecovery(SourceName source) {
    return journal.restores(Paging.first(RESTORES)).items().stream()
        .filter(restore -> restore.source().equals(Optional.of(source)))
        .flatMap(restore -> restore.result().stream())
        .filter(result -> result.failure().isEmpty())
        .map(result -> result.took())
        .findFirst();
  }
}
