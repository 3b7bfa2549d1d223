package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.IncomingRecord;
import dev.backstay.catalog.intake.Intake;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hands batches of records to the intake; their offsets are committed after it returns. */
@ApplicationScoped
class EventChannel {
  private static final byte[] NOTHING = {};

  private final Intake intake;

  EventChannel(Intake intake) {
    this.intake = intake;
  }

  @Incoming("catalog-events")
  @Blocking
  void take(ConsumerRecords<String, byte[]> records) {
    List<IncomingRecord> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<String, byte[]> record : records) {
      batch.add(
          new IncomingRecord(
              new IncomingRecord.Place(record.topic(), record.partition(), record.offset()),
              Optional.ofNullable(record.key()),
              Optional.ofNullable(record.value()).orElse(NOTHING)));
    }
    intake.take(batch);
  }

  void stop(@Observes ShutdownEvent stopping) {
    intake.close();
  }
}
