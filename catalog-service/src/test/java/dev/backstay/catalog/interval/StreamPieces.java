package dev.backstay.catalog.interval;

import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.projection.ProjectedState;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.StreamPiece;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.SourceName;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What events lead to, without a database between. */
public final class StreamPieces {
  private static final Set<BackupState> GONE =
      EnumSet.of(BackupState.FORGOTTEN, BackupState.DELETED);

  private StreamPieces() {}

  public static Recoverable recoverable(SourceName source, List<Event<?>> events) {
    Map<StateKey, ProjectedState> states = Projector.fold(Map.of(), events);
    List<StreamPiece> pieces =
        states.values().stream()
            .filter(BackupRecord.class::isInstance)
            .map(BackupRecord.class::cast)
            .map(backup ->
                new StreamPiece(
                    backup.backup(),
                    backup.tags(),
                    backup.soundAt(),
                    GONE.contains(backup.state())))
            .toList();
    return Recoverable.of(
        pieces, Optional.ofNullable((StreamRecord) states.get(new StateKey.OfStream(source))));
  }
}
