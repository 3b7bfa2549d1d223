package dev.backstay.servicekit.work;

import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import dev.backstay.servicekit.kafka.KafkaTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A share group at a broker: its settings, and its consumers.
 *
 * @param lock how long a record stays with a worker that does not renew it
 */
record ShareGroup(KafkaConnection connection, String name, Set<String> topics, Duration lock) {
  /**
   * How often a record is given out before the broker drops it: the most it allows. A job costs a
   * delivery only when its worker ends; the last one parks it instead.
   */
  static final int DELIVERY_LIMIT = 10;

  /**
   * Sets topics and group up; before its first consumer, or it would begin at the end of the
   * topics.
   */
  void setUp() {
    KafkaTopics.make(connection);
    Collection<AlterConfigOp> settings =
        List.of(
            set("share.auto.offset.reset", "earliest"),
            set("share.record.lock.duration.ms", Long.toString(lock.toMillis())),
            set("share.delivery.count.limit", Integer.toString(DELIVERY_LIMIT)));
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name);
    try (Admin admin = Admin.create(connection.with(Map.of()))) {
      KafkaFailures.answer(
          admin.incrementalAlterConfigs(Map.of(group, settings)).all(),
          "the group " + name + " was set up");
    }
  }

  private static AlterConfigOp set(String setting, String value) {
    return new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
  }

  /** A member of the group, for one thread. */
  KafkaShareConsumer<byte[], byte[]> join() {
    KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            connection.with(
                Map.of(
                    "group.id", name,
                    "share.acknowledgement.mode", "explicit",
                    "share.acquire.mode", "record_limit",
                    "max.poll.records", "1",
                    // A slot polls as long as it lives; nothing else tells that it is alive.
                    "max.poll.interval.ms", Integer.toString(Integer.MAX_VALUE))),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(topics);
    return consumer;
  }
}
