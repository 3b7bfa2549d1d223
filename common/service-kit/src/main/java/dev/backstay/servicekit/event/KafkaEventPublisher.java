package dev.backstay.servicekit.event;

import dev.backstay.contract.event.Event;
import dev.backstay.servicekit.kafka.KafkaConnection;

/**
 * Tells events on Kafka: one topic for each type, keyed by subject, acknowledged by all replicas.
 */
public final class KafkaEventPublisher implements EventPublisher {
  private final RecordSender sender;

  public KafkaEventPublisher(KafkaConnection connection) {
    this.sender = new RecordSender(connection);
  }

  @Override
  public void publish(Event<?> event) {
    sender.send(EventRecords.of(event));
  }

  @Override
  public void close() {
    sender.close();
  }
}
