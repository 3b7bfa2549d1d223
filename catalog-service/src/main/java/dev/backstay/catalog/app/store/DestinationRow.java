package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.DestinationRecord;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One destination. */
@Entity
@Table(name = "destination")
class DestinationRow implements StateRow<DestinationRecord> {
  @Id String name = "";

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static DestinationRow of(DestinationRecord destination) {
    var row = new DestinationRow();
    row.name = destination.destination().value();
    row.record = StateJson.write(destination);
    return row;
  }

  @Override
  public DestinationRecord state() {
    return StateJson.read(record, DestinationRecord.class);
  }
}
