package dev.backstay.catalog.app.figures;

import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.CatalogStore.RebuildNote;
import dev.backstay.catalog.retention.Completeness;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.EventType.Lifetime;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaFailures;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Compares how far the catalog has read the topics of facts with how far they reached when it was
 * asked. What comes meanwhile does not count: else a busy platform would never be done.
 */
@ApplicationScoped
class TopicsRead implements Completeness {
  /** Offsets are committed every second, and a batch takes less. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(500);

  private final CatalogStore store;
  private final KafkaConnection kafka;
  private final String group;

  TopicsRead(
      CatalogStore store,
      KafkaConnection kafka,
      @ConfigProperty(name = "mp.messaging.incoming.catalog-events.group.id") String group) {
    this.store = store;
    this.kafka = kafka;
    this.group = group;
  }

  @Override
  public Optional<String> lacking() {
    Optional<RebuildNote> newest = store.newestRebuild();
    if (newest.isEmpty()) {
      return Optional.of("the catalog was never filled");
    }
    if (newest.get().end().isEmpty()) {
      return Optional.of("everything is being read again since %s".formatted(newest.get().begun()));
    }
    try (Admin admin = Admin.create(kafka.with(Map.of()))) {
      Map<TopicPartition, Long> ends = ends(admin);
      long unread = unread(admin, ends);
      for (int looks = 0; unread > 0 && looks < PATIENCE.dividedBy(LOOK); looks++) {
        pause();
        unread = unread(admin, ends);
      }
      return unread == 0
          ? Optional.empty()
          : Optional.of("the catalog has %d records yet to read".formatted(unread));
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    Map<String, TopicDescription> topics =
        KafkaFailures.answer(
            admin
                .describeTopics(
                    Arrays.stream(EventType.values())
                        .filter(type -> type.lifetime() == Lifetime.FACT)
                        .map(EventType::topic)
                        .toList())
                .allTopicNames(),
            "the topics were described");
    topics.forEach((name, topic) ->
        topic
            .partitions()
            .forEach(partition ->
                latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
    Map<TopicPartition, ListOffsetsResultInfo> offsets =
        KafkaFailures.answer(admin.listOffsets(latest).all(), "the ends of the topics were read");
    Map<TopicPartition, Long> ends = new HashMap<>();
    offsets.forEach((partition, offset) -> ends.put(partition, offset.offset()));
    return ends;
  }

  private long unread(Admin admin, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> read =
        KafkaFailures.answer(
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
            "what the catalog has read was asked for");
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - offset(read, end.getKey())))
        .sum();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      throw KafkaFailures.interrupted(e, "waiting for the catalog to read its topics");
    }
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> read, TopicPartition partition) {
    return Optional.ofNullable(read.get(partition)).map(OffsetAndMetadata::offset).orElse(0L);
  }
}
