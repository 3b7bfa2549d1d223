package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.PruneRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One prune. */
@Entity
@Table(name = "prune")
class PruneRow implements StateRow<PruneRecord> {
  @Id UUID id = new UUID(0, 0);
  String source = "";

  @Column(name = "at")
  Instant happenedAt = Instant.EPOCH;

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static PruneRow of(PruneRecord prune) {
    var row = new PruneRow();
    row.id = prune.prune().value();
    row.source = prune.source().value();
    row.happenedAt = prune.instant();
    row.record = StateJson.write(prune);
    return row;
  }

  @Override
  public PruneRecord state() {
    return StateJson.read(record, PruneRecord.class);
  }
}
