package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.RestoreRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One restore. */
@Entity
@Table(name = "restore")
class RestoreRow implements StateRow<RestoreRecord> {
  @Id UUID id = new UUID(0, 0);
  String source = "";
  UUID backup = new UUID(0, 0);

  @Column(name = "at")
  Instant happenedAt = Instant.EPOCH;

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static RestoreRow of(RestoreRecord restore) {
    var row = new RestoreRow();
    row.id = restore.restore().value();
    row.source = restore.source().orElseThrow().value();
    row.backup = restore.backup().orElseThrow().value();
    row.happenedAt = restore.instant();
    row.record = StateJson.write(restore);
    return row;
  }

  @Override
  public RestoreRecord state() {
    return StateJson.read(record, RestoreRecord.class);
  }
}
