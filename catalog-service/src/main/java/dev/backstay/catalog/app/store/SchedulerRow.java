package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.SchedulerRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One scheduler. */
@Entity
@Table(name = "scheduler")
class SchedulerRow implements StateRow<SchedulerRecord> {
  @Id String instance = "";

  @Column(name = "at")
  Instant happenedAt = Instant.EPOCH;

  @JdbcTypeCode(SqlTypes.JSON)
  String record = "";

  static SchedulerRow of(SchedulerRecord scheduler) {
    var row = new SchedulerRow();
    row.instance = scheduler.instance();
    row.happenedAt = scheduler.sign().map(SchedulerRecord.Sign::at).orElse(Instant.EPOCH);
    row.record = StateJson.write(scheduler);
    return row;
  }

  @Override
  public SchedulerRecord state() {
    return StateJson.read(record, SchedulerRecord.class);
  }
}
