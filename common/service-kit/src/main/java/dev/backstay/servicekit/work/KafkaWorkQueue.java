package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.servicekit.kafka.KafkaConnection;
import java.time.Duration;

/**
 * Jobs by Kafka's share groups (KIP-932): each record is locked for one worker, the lock is renewed
 * while the job lasts, and runs out when the worker dies. Classic groups would give a long job, and
 * finished ones behind it, to another worker whenever the group changes.
 */
public final class KafkaWorkQueue implements WorkQueue {
  /** A dead worker's jobs move on within half a minute; a pause of the collector moves none. */
  private static final Duration LOCK = Duration.ofSeconds(30);

  private final KafkaConnection connection;
  private final Parking parking;
  private final Duration lock;

  /**
   * @param takeover how long a dead worker's job may wait before another has it
   */
  public KafkaWorkQueue(KafkaConnection connection, Parking parking, Duration takeover) {
    this.connection = connection;
    this.parking = parking;
    this.lock = takeover.compareTo(LOCK) < 0 ? takeover : LOCK;
  }

  @Override
  public <T extends BackstayEvent> Work work(WorkSettings<T> settings, JobHandler<T> handler) {
    return KafkaWork.start(
        new ShareGroup(connection, settings.group(), settings.topics(), lock),
        new JobRunner<>(settings, handler),
        parking);
  }
}
