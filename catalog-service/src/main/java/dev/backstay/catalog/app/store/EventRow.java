package dev.backstay.catalog.app.store;

import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.events.EventCodec;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One event as it travelled; written by {@link EventInsert} alone. */
@Entity
@Immutable
@Table(name = "event")
class EventRow {
  @Id long sequence;

  @Column(name = "id")
  UUID eventId = new UUID(0, 0);

  String type = "";
  String subject = "";
  @Nullable String source;
  @Nullable UUID backup;
  @Nullable String destination;
  @Nullable String actor;

  @Column(name = "at")
  Instant happenedAt = Instant.EPOCH;

  String envelope = "";

  Event<?> event() {
    return EventCodec.decode(envelope.getBytes(StandardCharsets.UTF_8));
  }

  FeedEntry feedEntry() {
    return new FeedEntry(sequence, EventType.valueOf(type), subject, envelope);
  }
}
