package dev.backstay.catalog;

import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.ProjectedState;
import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.catalog.projection.RestoreRecord;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.catalog.query.AlarmEntry;
import dev.backstay.catalog.query.AlarmFilter;
import dev.backstay.catalog.query.AuditEntry;
import dev.backstay.catalog.query.AuditFilter;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.FailureEntry;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Look;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.catalog.query.ParkedMessage;
import dev.backstay.catalog.query.RestorePoint;
import dev.backstay.catalog.query.RetainedBackup;
import dev.backstay.catalog.query.VerificationEntry;
import dev.backstay.catalog.query.VerificationFilter;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A catalog in memory that knows backups and prunes: it takes events in as it is told them. Lists
 * that no test of rules needs are empty.
 */
public final class MemoryCatalog implements Backups, Journal {
  private final Map<StateKey, ProjectedState> states = new HashMap<>();
  private final List<Event<?>> told = new ArrayList<>();

  /** Takes an event in. */
  public void tell(Event<?> event) {
    told.add(event);
    for (StateKey key : StateKey.touchedBy(event)) {
      ProjectedState known = states.get(key);
      states.put(key, (known == null ? key.before(event) : known).apply(event));
    }
  }

  /** Every event so far. */
  public List<Event<?>> told() {
    return List.copyOf(told);
  }

  @Override
  public Optional<BackupRecord> one(BackupId backup) {
    return Optional.ofNullable((BackupRecord) states.get(new StateKey.OfBackup(backup)));
  }

  @Override
  public List<BackupSummary> newest(Look look, int limit) {
    return List.of();
  }

  @Override
  public List<RetainedBackup> retained(SourceName source, Set<DestinationName> at) {
    return states.values().stream()
        .filter(BackupRecord.class::isInstance)
        .map(BackupRecord.class::cast)
        .filter(backup -> backup.source().equals(source))
        .sorted(Comparator.comparing(BackupRecord::instant))
        .flatMap(backup -> RetainedBackup.of(backup, at).stream())
        .toList();
  }

  @Override
  public Optional<PruneRecord> prune(PruneId prune) {
    return Optional.ofNullable((PruneRecord) states.get(new StateKey.OfPrune(prune)));
  }

  @Override
  public Page<BackupSummary> list(BackupFilter filter, Paging paging) {
    return none();
  }

  @Override
  public Page<BackupRecord> records(BackupFilter filter, Paging paging) {
    return none();
  }

  @Override
  public List<Event<?>> timeline(BackupId backup) {
    return List.of();
  }

  @Override
  public Page<RestorePoint> restorePoints(BackupFilter filter, Paging paging) {
    return none();
  }

  @Override
  public Page<VerificationEntry> verifications(VerificationFilter filter, Paging paging) {
    return none();
  }

  @Override
  public Page<FailureEntry> failures(Optional<SourceName> source, Paging paging) {
    return none();
  }

  @Override
  public Page<AlarmEntry> alarms(AlarmFilter filter, Paging paging) {
    return none();
  }

  @Override
  public Page<AuditEntry> audit(AuditFilter filter, Paging paging) {
    return none();
  }

  @Override
  public Page<PruneRecord> prunes(Paging paging) {
    return none();
  }

  @Override
  public Page<RestoreRecord> restores(Paging paging) {
    return none();
  }

  @Override
  public Optional<RestoreRecord> restore(RestoreId restore) {
    return Optional.empty();
  }

  @Override
  public Page<ParkedMessage> parked(Paging paging) {
    return none();
  }

  @Override
  public List<ParkedMessage> parked(String topic, int partition, long offset) {
    return List.of();
  }

  private static <T> Page<T> none() {
    return new Page<>(List.of(), Optional.empty());
  }
}
