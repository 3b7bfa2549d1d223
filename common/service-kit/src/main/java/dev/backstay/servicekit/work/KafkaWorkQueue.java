package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.servicekit.kafka.KafkaConnection;

/**
 * Jobs by Kafka's share groups (KIP-932): each record is locked for one worker, the lock is renewed
 * while the job lasts, and runs out when the worker dies. Classic groups would give a long job, and
 * finished ones behind it, to another worker whenever the group changes.
 */
public final class KafkaWorkQueue implements WorkQueue {
  private final KafkaConnection connection;
  private final Parking parking;

  public KafkaWorkQueue(KafkaConnection connection, Parking parking) {
    this.connection = connection;
    this.parking = parking;
  }

  @Override
  public <T extends BackstayEvent> Work work(WorkSettings<T> settings, JobHandler<T> handler) {
    return KafkaWork.start(
        new ShareGroup(connection, settings.group(), settings.topics(), settings.lock()),
        new JobRunner<>(settings, handler),
        parking);
  }
}
