package dev.backstay.events;

import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.EventType.Lifetime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How the topic of a type of events is set up, whoever sets it up.
 *
 * @param settings of the topic, in Kafka's words
 */
public record EventTopic(String name, int partitions, Map<String, String> settings) {
  /** More than {@link EventCodec#MAX_BYTES} and what a record has around them. */
  private static final int MAX_RECORD_BYTES = 1 << 20;

  /**
   * One partition is shared by all workers of a share group. With several, a group gives each
   * member a few, so that the jobs of one partition wait while other workers idle: with few and
   * long jobs, which ours are, that costs more than it brings. Nor is one too few for readers in
   * ordinary groups: it carries thousands of these small records a second, and a busy platform
   * tells some tens. Whoever has a topic of his own making keeps it: nothing relies on the number.
   */
  private static final int PARTITIONS = 1;

  public EventTopic {
    settings = Map.copyOf(settings);
  }

  /** The topics of all types. */
  public static List<EventTopic> all() {
    return Arrays.stream(EventType.values()).map(EventTopic::of).toList();
  }

  /** The topic of a type. */
  public static EventTopic of(EventType type) {
    boolean forEver = type.lifetime() == Lifetime.FACT;
    return new EventTopic(
        type.topic(),
        PARTITIONS,
        Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            forEver ? "-1" : Long.toString(AsyncApiDocument.HINT_RETENTION_MS),
            "retention.bytes",
            "-1",
            "max.message.bytes",
            Integer.toString(MAX_RECORD_BYTES)));
  }
}
