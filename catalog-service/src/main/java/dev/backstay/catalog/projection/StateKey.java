package dev.backstay.catalog.projection;

import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DestinationChanged;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.SchedulerAlive;
import dev.backstay.contract.event.StreamEvent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which state it is. */
public sealed interface StateKey {
  record OfBackup(BackupId backup) implements StateKey {}

  record OfSource(SourceName source) implements StateKey {}

  /** The continuous capture of a source. */
  record OfStream(SourceName source) implements StateKey {}

  record OfDestination(DestinationName destination) implements StateKey {}

  record OfPrune(PruneId prune) implements StateKey {}

  record OfRestore(RestoreId restore) implements StateKey {}

  record OfScheduler(String instance) implements StateKey {}

  /** The states that an event tells something. */
  static Set<StateKey> touchedBy(Event<?> event) {
    Set<StateKey> keys = new LinkedHashSet<>();
    switch (event.data()) {
      case PackSealed _, MessageParked _ -> {}
      case StreamEvent told -> keys.add(new OfStream(told.source()));
      case RestoreRequested told -> keys.add(new OfRestore(told.restore()));
      case RestoreCompleted told -> keys.add(new OfRestore(told.restore()));
      case BackupEvent told -> {
        keys.add(new OfBackup(told.backup()));
        keys.add(RolledUp.is(told) ? new OfStream(told.source()) : new OfSource(told.source()));
        DestinationRecord.place(told).ifPresent(place -> keys.add(new OfDestination(place)));
      }
      case PruneRequested told -> {
        keys.add(new OfPrune(told.prune()));
        addBackups(keys, told.forgotten());
      }
      case Pruned told -> {
        keys.add(new OfPrune(told.prune()));
        addBackups(keys, told.forgotten());
      }
      case DestinationChanged told -> keys.add(new OfDestination(told.destination()));
      case SchedulerAlive told -> keys.add(new OfScheduler(told.instance()));
    }
    return keys;
  }

  private static void addBackups(Set<StateKey> keys, List<ForgottenBackup> forgotten) {
    forgotten.forEach(each -> keys.add(new OfBackup(each.backup())));
  }

  /** The state before anything was told, of a thing that an event is the first to tell of. */
  default ProjectedState before(Event<?> event) {
    return switch (this) {
      case OfBackup key -> BackupRecord.unknown(key.backup(), source(event));
      case OfSource key -> SourceRecord.unknown(key.source());
      case OfStream key -> StreamRecord.unknown(key.source());
      case OfDestination key -> DestinationRecord.unknown(key.destination());
      case OfPrune key -> PruneRecord.unknown(key.prune(), source(event));
      case OfRestore key -> RestoreRecord.unknown(key.restore());
      case OfScheduler key -> SchedulerRecord.unknown(key.instance());
    };
  }

  private static SourceName source(Event<?> event) {
    return switch (event.data()) {
      case BackupEvent told -> told.source();
      case PruneRequested told -> told.source();
      case Pruned told -> told.source();
      default -> throw new IllegalArgumentException(event.type() + " names no source");
    };
  }
}
