package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.SourceRecord;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One source. */
@Entity
@Table(name = "source")
class SourceRow implements StateRow<SourceRecord> {
  @Id String name = "";

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static SourceRow of(SourceRecord source) {
    var row = new SourceRow();
    row.name = source.source().value();
    row.record = StateJson.write(source);
    return row;
  }

  @Override
  public SourceRecord state() {
    return StateJson.read(record, SourceRecord.class);
  }
}
