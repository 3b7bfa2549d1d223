package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.Message;
import dev.backstay.catalog.projection.ProjectedState;
import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.catalog.projection.RestoreRecord;
import dev.backstay.catalog.projection.SchedulerRecord;
import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.catalog.projection.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;

/**
 * A transaction of batches: each table is read once and written twice at the most, whatever the
 * number of states. Used once, by one thread.
 */
final class StatelessTransaction implements CatalogStore.Transaction {
  private static final List<String> TABLES =
      List.of(
          "event", "backup", "source", "destination", "prune", "restore", "scheduler", "stream");

  private final StatelessSession session;
  private final Map<StateKey, ProjectedState> loaded = new HashMap<>();

  StatelessTransaction(StatelessSession session) {
    this.session = session;
  }

  @Override
  public Map<StateKey, ProjectedState> load(Set<StateKey> keys) {
    Map<Class<? extends StateRow<?>>, List<Object>> ids = new LinkedHashMap<>();
    for (StateKey key : keys) {
      ids.computeIfAbsent(rowType(key), _ -> new ArrayList<>()).add(id(key));
    }
    Map<StateKey, ProjectedState> found = new HashMap<>();
    ids.forEach((type, wanted) -> {
      for (StateRow<?> row : session.getMultiple(type, wanted)) {
        if (row != null) {
          ProjectedState state = row.state();
          found.put(state.key(), state);
        }
      }
    });
    loaded.putAll(found);
    return found;
  }

  @Override
  public void save(Collection<ProjectedState> states) {
    List<BackupRow> backups = new ArrayList<>();
    Map<Class<?>, List<Object>> added = new LinkedHashMap<>();
    Map<Class<?>, List<Object>> changed = new LinkedHashMap<>();
    for (ProjectedState state : states) {
      if (state instanceof BackupRecord backup) {
        backups.add(BackupRow.of(backup));
      } else {
        Object row = row(state);
        (loaded.containsKey(state.key()) ? changed : added)
            .computeIfAbsent(row.getClass(), _ -> new ArrayList<>())
            .add(row);
      }
    }
    added.values().forEach(session::insertMultiple);
    changed.values().forEach(session::updateMultiple);
    if (!backups.isEmpty()) {
      session.doWork(connection -> BackupUpsert.run(connection, backups));
    }
  }

  @Override
  public void record(List<Message> messages) {
    session.doWork(connection -> EventInsert.run(connection, messages));
  }

  @Override
  public void beginRebuild(Instant at) {
    for (String table : TABLES) {
      session.createNativeMutationQuery("delete from catalog." + table).executeUpdate();
    }
    loaded.clear();
    var row = new RebuildRow();
    row.startedAt = at;
    session.insert(row);
  }

  @Override
  public void endRebuild(Instant begun, Instant at, long events) {
    RebuildRow row = session.get(RebuildRow.class, begun);
    if (row != null) {
      row.finishedAt = at;
      row.events = events;
      session.update(row);
    }
  }

  private static Class<? extends StateRow<?>> rowType(StateKey key) {
    return switch (key) {
      case StateKey.OfBackup _ -> BackupRow.class;
      case StateKey.OfSource _ -> SourceRow.class;
      case StateKey.OfStream _ -> StreamRow.class;
      case StateKey.OfDestination _ -> DestinationRow.class;
      case StateKey.OfPrune _ -> PruneRow.class;
      case StateKey.OfRestore _ -> RestoreRow.class;
      case StateKey.OfScheduler _ -> SchedulerRow.class;
    };
  }

  private static Object id(StateKey key) {
    return switch (key) {
      case StateKey.OfBackup of -> of.backup().value();
      case StateKey.OfSource of -> of.source().value();
      case StateKey.OfStream of -> of.source().value();
      case StateKey.OfDestination of -> of.destination().value();
      case StateKey.OfPrune of -> of.prune().value();
      case StateKey.OfRestore of -> of.restore().value();
      case StateKey.OfScheduler of -> of.instance();
    };
  }

  private static Object row(ProjectedState state) {
    return switch (state) {
      case BackupRecord backup -> BackupRow.of(backup);
      case SourceRecord source -> SourceRow.of(source);
      case StreamRecord stream -> StreamRow.of(stream);
      case DestinationRecord destination -> DestinationRow.of(destination);
      case PruneRecord prune -> PruneRow.of(prune);
      case RestoreRecord restore -> RestoreRow.of(restore);
      case SchedulerRecord scheduler -> SchedulerRow.of(scheduler);
    };
  }
}
