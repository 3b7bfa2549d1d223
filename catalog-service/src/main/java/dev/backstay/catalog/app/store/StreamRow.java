package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.StreamRecord;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The continuous capture of one source. */
@Entity
@Table(name = "stream")
class StreamRow implements StateRow<StreamRecord> {
  @Id String source = "";

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static StreamRow of(StreamRecord stream) {
    var row = new StreamRow();
    row.source = stream.source().value();
    row.record = StateJson.write(stream);
    return row;
  }

  @Override
  public StreamRecord state() {
    return StateJson.read(record, StreamRecord.class);
  }
}
