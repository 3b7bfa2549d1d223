package dev.backstay.catalog.platform;

import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.projection.StreamRecord.Held;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Look;
import dev.backstay.catalog.query.Look.Standing;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.Paging;
import dev.backstay.catalog.query.Streams;
import dev.backstay.catalog.stream.StreamStanding;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.PhysicalBase;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the catalog can be asked. */
public record Known(Overview overview, Backups backups, Journal journal, Streams streams) {
  /** Restores are rare: the last of a source is among so many, or long ago. */
  private static final int RESTORES = 200;

  /** Of the newest physical backups one is not newer than what is stored of the stream. */
  private static final int BASES = 10;

  /** Clocks of the machines that capture backups and streams differ by less. */
  private static final Duration SKEW = Duration.ofHours(1);

  private static final Set<BackupKind> PIECES = EnumSet.of(BackupKind.WAL);

  /** The newest backup that brings a source back, and stands so where that counts. */
  Optional<BackupSummary> newest(Subject subject, Standing standing) {
    return newest(subject, standing, subject.restoring());
  }

  private Optional<BackupSummary> newest(
      Subject subject, Standing standing, Set<BackupKind> kinds) {
    var look =
        new Look(
            subject.name(), kinds, standing, Set.copyOf(subject.destinations()), Optional.empty());
    return backups.newest(look, 1).stream().findFirst();
  }

  /** The newest backup, or piece of a stream, that was found bad where that counts. */
  Optional<BackupSummary> newestDamaged(Subject subject) {
    return newest(subject, Standing.DAMAGED, EnumSet.complementOf(EnumSet.of(BackupKind.WAL)))
        .or(() ->
            subject.isStreamed() ? newest(subject, Standing.DAMAGED, PIECES) : Optional.empty());
  }

  /** The newest physical backup of a source that can be restored. */
  Optional<Instant> newestPhysical(Subject subject) {
    return physical(subject, Set.copyOf(subject.destinations()), Standing.OFFERED).stream()
        .map(BackupSummary::capturedAt)
        .findFirst();
  }

  private List<BackupSummary> physical(
      Subject subject, Set<DestinationName> at, Standing standing) {
    var look =
        new Look(
            subject.name(),
            EnumSet.complementOf(EnumSet.of(BackupKind.WAL)),
            standing,
            at,
            Optional.of(PhysicalBase.TAG));
    return backups.newest(look, BASES);
  }

  /** To which instants a source can be recovered, of what was captured since an instant. */
  Recoverable recoverable(Subject subject, Instant since) {
    SourceName name = subject.name();
    return Recoverable.of(
        new Recoverable.Told(
            streams.pieces(name, since), streams.rolledUp(name, since), streams.one(name)),
        subject::counts);
  }

  /**
   * To which instants a source can be recovered from the backups that its stream goes on from now:
   * at each destination the newest that it has passed.
   */
  Recoverable recoverable(Subject subject, StreamRecord stream) {
    return subject.destinations().stream()
        .flatMap(place -> StreamStanding.newest(stream, place).stream())
        .flatMap(held ->
            physical(subject, Set.of(held.destination()), Standing.SOUND).stream()
                .filter(backup -> isPassed(backup, held))
                .limit(1))
        .map(BackupSummary::capturedAt)
        .min(Comparator.naturalOrder())
        .map(since -> recoverable(subject, since.minus(SKEW)))
        .orElseGet(() -> new Recoverable(List.of(), List.of()));
  }

  private static boolean isPassed(BackupSummary backup, Held held) {
    return PhysicalBase.of(backup.tags())
        .filter(base -> base.system().equals(held.system()))
        .filter(base -> base.stop().isBefore(held.to()))
        .isPresent();
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
