package dev.backstay.servicekit.event;

import dev.backstay.contract.event.Event;
import dev.backstay.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Events as records of Kafka. */
final class EventRecords {
  private EventRecords() {}

  static ProducerRecord<byte[], byte[]> of(Event<?> event) {
    return of(event.type().topic(), Optional.of(event.data().subject()), EventCodec.encode(event));
  }

  /** A record with an event, or with what was meant to be one. */
  static ProducerRecord<byte[], byte[]> of(
      String topic, Optional<String> key, byte @Nullable [] value) {
    return new ProducerRecord<>(
        topic,
        null,
        key.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null),
        value,
        List.of(
            new RecordHeader(
                "content-type", EventCodec.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8))));
  }
}
