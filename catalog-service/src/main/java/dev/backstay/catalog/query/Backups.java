package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The backups that the catalog knows. */
public interface Backups {
  /** A timeline ends here: a backup that is proven daily for years has that many events. */
  int MAX_TIMELINE = 1_000;

  /** Retention decides about so many backups of one source at once; the oldest come first. */
  int MAX_RETAINED = 100_000;

  /** Backups, newest first. */
  Page<BackupSummary> list(BackupFilter filter, Paging paging);

  /** The same with everything known of each: its history at each destination too. */
  Page<BackupRecord> records(BackupFilter filter, Paging paging);

  /** Everything known of one backup: its stages, and its history at each destination. */
  Optional<BackupRecord> one(BackupId backup);

  /** What happened to one backup, oldest first: its {@link #MAX_TIMELINE} first events. */
  List<Event<?>> timeline(BackupId backup);

  /** Instants that can be restored, newest first. */
  Page<RestorePoint> restorePoints(BackupFilter filter, Paging paging);

  /** The newest backups that are looked for, newest first: so many at the most. */
  List<BackupSummary> newest(Look look, int limit);

  /**
   * The backups of a source that retention decides about, oldest first.
   *
   * @param at the destinations that count: what lies only elsewhere is left out
   */
  List<RetainedBackup> retained(SourceName source, Set<DestinationName> at);
}
