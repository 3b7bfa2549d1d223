package dev.backstay.catalog.interval;

import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.ProjectedState;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.RolledUpTo;
import dev.backstay.catalog.query.StreamPiece;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.WalRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What events lead to, without a database between. */
public final class StreamPieces {
  private StreamPieces() {}

  public static Recoverable recoverable(SourceName source, List<Event<?>> events) {
    return Recoverable.of(told(source, events));
  }

  public static Recoverable.Told told(SourceName source, List<Event<?>> events) {
    Map<StateKey, ProjectedState> states = Projector.fold(Map.of(), events);
    List<BackupRecord> backups =
        states.values().stream()
            .filter(BackupRecord.class::isInstance)
            .map(BackupRecord.class::cast)
            .toList();
    return new Recoverable.Told(
        backups.stream()
            .map(backup -> new StreamPiece(backup.backup(), backup.tags(), backup.soundAt()))
            .toList(),
        backups.stream().flatMap(StreamPieces::rolledUp).toList(),
        Optional.ofNullable((StreamRecord) states.get(new StateKey.OfStream(source))));
  }

  private static Stream<RolledUpTo> rolledUp(BackupRecord backup) {
    return WalRange.of(backup.tags()).stream()
        .flatMap(range ->
            backup.publishedAt().stream()
                .map(place -> new RolledUpTo(place, range.system(), range.timeline(), range.to())));
  }
}
