package dev.backstay.embedded;

import dev.backstay.postgres.server.LoopbackPorts;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings of a broker that is alone, small, on loopback, and its own controller. */
final class BrokerProperties {
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";
  private static final String CLIENTS = "CLIENTS";

  /** Internal topics have few partitions: each costs files, memory and time to start. */
  private static final String INTERNAL_PARTITIONS = "3";

  private BrokerProperties() {}

  static Map<String, String> of(
      Path directory, int port, int controllerPort, Optional<BrokerLogin> login) {
    Map<String, String> settings = new TreeMap<>();
    String broker = LoopbackPorts.HOST + ":" + port;
    String controller = LoopbackPorts.HOST + ":" + controllerPort;
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("controller.quorum.voters", NODE + "@" + controller);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("listeners", CLIENTS + "://" + broker + "," + CONTROLLER + "://" + controller);
    settings.put("advertised.listeners", CLIENTS + "://" + broker);
    settings.put("inter.broker.listener.name", CLIENTS);
    settings.put(
        "listener.security.protocol.map",
        "%s:%s,%s:PLAINTEXT"
            .formatted(CLIENTS, login.isPresent() ? "SASL_PLAINTEXT" : "PLAINTEXT", CONTROLLER));
    login.ifPresent(account -> settings.putAll(account.broker(CLIENTS)));
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.putAll(alone());
    settings.putAll(small());
    settings.putAll(prompt());
    return settings;
  }

  /** There is no second broker to hold a copy. */
  private static Map<String, String> alone() {
    return Map.of(
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1");
  }

  private static Map<String, String> small() {
    return Map.of(
        "offsets.topic.num.partitions", INTERNAL_PARTITIONS,
        "transaction.state.log.num.partitions", INTERNAL_PARTITIONS,
        "share.coordinator.state.topic.num.partitions", INTERNAL_PARTITIONS,
        "num.network.threads", "2",
        "num.io.threads", "4",
        "background.threads", "2",
        "log.cleaner.dedupe.buffer.size", "2097152"); // takes 128 MB of heap otherwise
  }

  /** A restart, also after a kill, is noticed within seconds. */
  private static Map<String, String> prompt() {
    return Map.of(
        "group.initial.rebalance.delay.ms", "0",
        "broker.session.timeout.ms", "2000",
        "broker.heartbeat.interval.ms", "500",
        // A worker that joins has its share within a second or two.
        "group.share.min.heartbeat.interval.ms", "500",
        "group.share.heartbeat.interval.ms", "1000",
        // Each destination is a group of its own; the default of 10 would be few.
        "group.share.max.groups", "100",
        // The least a job's lock may last; workers ask for more, tests for less than the default.
        "group.share.min.record.lock.duration.ms", "1000");
  }
}
