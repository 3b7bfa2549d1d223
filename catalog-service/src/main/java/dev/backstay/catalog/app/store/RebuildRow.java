package dev.backstay.catalog.app.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One time everything was read again from the topics. */
@Entity
@Table(name = "rebuild")
class RebuildRow {
  @Id
  @Column(name = "started_at")
  Instant startedAt = Instant.EPOCH;

  @Column(name = "finished_at")
  @Nullable Instant finishedAt;

  long events;
}
