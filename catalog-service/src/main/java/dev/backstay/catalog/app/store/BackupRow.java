package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.projection.ReplicaState;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.NewestProof;
import dev.backstay.catalog.query.RestorePoint;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.contract.stream.WalRange;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One backup. */
@Entity
@Table(name = "backup")
class BackupRow implements StateRow<BackupRecord> {
  @Id UUID id = new UUID(0, 0);
  String source = "";
  @Nullable String kind;
  String state = "";

  @Column(name = "captured_at")
  Instant capturedAt = Instant.EPOCH;

  @Column(name = "completed_at")
  @Nullable Instant completedAt;

  @Nullable String snapshot;
  @Nullable Long bytes;

  @Column(name = "bytes_stored")
  @Nullable Long bytesStored;

  boolean offered;

  @Column(name = "proven_level")
  @Nullable String provenLevel;

  @Column(name = "proven_at")
  @Nullable Instant provenAt;

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] destinations = {};

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] sound = {};

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] proven = {};

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] damaged = {};

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] published = {};

  @Column(name = "rolled_system")
  @Nullable String rolledSystem;

  @Column(name = "rolled_timeline")
  @Nullable Integer rolledTimeline;

  @Column(name = "rolled_to")
  @Nullable Long rolledTo;

  @JdbcTypeCode(SqlTypes.ARRAY)
  String[] tags = {};

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static BackupRow of(BackupRecord backup) {
    var row = new BackupRow();
    row.id = backup.backup().value();
    row.source = backup.source().value();
    row.kind = backup.kind().map(Enum::name).orElse(null);
    row.state = backup.state().name();
    row.capturedAt = backup.instant();
    backup.run().capture().ifPresent(row::captured);
    List<DestinationName> offeredAt = backup.offeredAt();
    row.offered =
        !offeredAt.isEmpty()
            && backup.run().capture().isPresent()
            && backup.kind().filter(BackupKind::isRestorePoint).isPresent();
    row.destinations = names(offeredAt);
    row.sound = names(backup.soundAt());
    row.proven = names(backup.at(ReplicaState.PROVEN));
    row.damaged = names(backup.at(ReplicaState.DAMAGED));
    row.published = names(backup.publishedAt());
    row.tags = backup.tags().toArray(String[]::new);
    backup.kind().filter(kind -> kind == BackupKind.WAL).ifPresent(_ -> row.rolled(backup.tags()));
    NewestProof.of(backup.proofs())
        .ifPresent(proof -> {
          row.provenLevel = proof.level().name();
          row.provenAt = proof.at();
        });
    row.record = StateJson.write(backup);
    return row;
  }

  private static String[] names(List<DestinationName> places) {
    return places.stream().map(DestinationName::value).toArray(String[]::new);
  }

  private void captured(Capture capture) {
    completedAt = capture.at();
    snapshot = capture.snapshot().hex();
    bytes = capture.figures().bytesProcessed();
    bytesStored = capture.figures().bytesStored();
  }

  private void rolled(List<String> tags) {
    WalRange.of(tags)
        .ifPresent(range -> {
          rolledSystem = range.system().value();
          rolledTimeline = range.timeline();
          rolledTo = range.to().value();
        });
  }

  @Override
  public BackupRecord state() {
    return StateJson.read(record, BackupRecord.class);
  }

  BackupSummary summary() {
    return new BackupSummary(
        new BackupId(id),
        new SourceName(source),
        Optional.ofNullable(kind).map(BackupKind::valueOf),
        BackupState.valueOf(state),
        capturedAt,
        Optional.ofNullable(completedAt),
        Optional.ofNullable(snapshot).map(ObjectHash::new),
        bytes == null || bytesStored == null
            ? Optional.empty()
            : Optional.of(new BackupSummary.Size(bytes, bytesStored)),
        proof(),
        places(),
        List.of(tags));
  }

  RestorePoint restorePoint() {
    return new RestorePoint(
        new SourceName(source),
        capturedAt,
        new BackupId(id),
        BackupKind.valueOf(String.valueOf(kind)),
        new ObjectHash(String.valueOf(snapshot)),
        places());
  }

  private Optional<NewestProof> proof() {
    return provenLevel == null || provenAt == null
        ? Optional.empty()
        : Optional.of(new NewestProof(VerificationLevel.valueOf(provenLevel), provenAt));
  }

  private List<DestinationName> places() {
    return Arrays.stream(destinations).map(DestinationName::new).toList();
  }
}
