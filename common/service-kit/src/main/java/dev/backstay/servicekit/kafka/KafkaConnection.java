package dev.backstay.servicekit.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * How Kafka is reached: addresses and security, in the words of Kafka's own clients.
 *
 * @param settings shared by every client; may hold passwords, so they are never printed
 */
public record KafkaConnection(Map<String, String> settings) {
  /** Consumption resumes a second after a restart instead of most of a minute. */
  private static final String SESSION_TIMEOUT_MS = "6000";

  public KafkaConnection {
    settings = Map.copyOf(settings);
  }

  /** Without security, as on loopback. */
  public static KafkaConnection plain(String bootstrap) {
    return new KafkaConnection(Map.of("bootstrap.servers", bootstrap));
  }

  /** What every client is told, and what this one is told besides. */
  public Map<String, Object> with(Map<String, ?> more) {
    Map<String, Object> all = new HashMap<>();
    all.put("enable.metrics.push", "false");
    all.put("reconnect.backoff.max.ms", "2000");
    all.putAll(settings);
    all.putAll(more);
    return all;
  }

  /** What a consumer in an ordinary group is told besides. */
  public Map<String, Object> consumer(Map<String, ?> more) {
    Map<String, Object> all = with(more);
    all.putIfAbsent("session.timeout.ms", SESSION_TIMEOUT_MS);
    return all;
  }

  @Override
  public String toString() {
    return "Kafka at " + settings.getOrDefault("bootstrap.servers", "(nowhere)");
  }
}
