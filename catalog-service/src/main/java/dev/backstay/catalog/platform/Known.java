package dev.backstay.catalog.platform;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.Paging;
import dev.backstay.catalog.query.RestorePoint;
import dev.backstay.catalog.query.Streams;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.PhysicalBase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the catalog can be asked. */
public record Known(Overview overview, Backups backups, Journal journal, Streams streams) {
  /** Restores are rare: the last of a source is among so many, or long ago. */
  private static final int RESTORES = 200;

  /** The newest restore point of a source in a state. */
  Optional<BackupSummary> newest(SourceName source, BackupState state) {
    BackupFilter all = BackupFilter.of(source);
    return newest(
        new BackupFilter(
            all.source(),
            all.kind(),
            Optional.of(state),
            all.destination(),
            all.tag(),
            all.captured()));
  }

  /** The newest piece of a source's stream that was found bad at a destination. */
  Optional<BackupSummary> newestDamagedPiece(SourceName source) {
    BackupFilter all = BackupFilter.of(source);
    return newest(
        new BackupFilter(
            all.source(),
            Optional.of(BackupKind.WAL),
            Optional.of(BackupState.DAMAGED),
            all.destination(),
            all.tag(),
            all.captured()));
  }

  /** The newest physical backup of a source that can be restored. */
  Optional<Instant> newestPhysical(SourceName source) {
    BackupFilter all = BackupFilter.of(source);
    var physical =
        new BackupFilter(
            all.source(),
            all.kind(),
            all.state(),
            all.destination(),
            Optional.of(PhysicalBase.TAG),
            all.captured());
    return backups.restorePoints(physical, Paging.first(1)).items().stream()
        .map(RestorePoint::capturedAt)
        .findFirst();
  }

  private Optional<BackupSummary> newest(BackupFilter filter) {
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
