package dev.backstay.embedded;

import dev.backstay.contract.Secret;
import java.util.Map;

/** The one account at a broker that lets nobody in without it. */
public record BrokerLogin(String user, Secret password) {
  private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

  public BrokerLogin {
    if (!user.matches("[A-Za-z0-9-]+") || !password.text().matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("user and password are letters, digits and hyphens");
    }
  }

  /** What a client is told, in Kafka's words. */
  public Map<String, String> client() {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config",
            "%s required username=\"%s\" password=\"%s\";"
                .formatted(MODULE, user, password.text()));
  }

  /** What the broker is told about the listener. */
  Map<String, String> broker(String listener) {
    return Map.of(
        "sasl.enabled.mechanisms",
        "PLAIN",
        "sasl.mechanism.inter.broker.protocol",
        "PLAIN",
        "listener.name." + listener.toLowerCase(java.util.Locale.ROOT) + ".plain.sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\" user_%s=\"%s\";"
            .formatted(MODULE, user, password.text(), user, password.text()));
  }
}
