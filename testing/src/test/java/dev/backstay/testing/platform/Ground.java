package dev.backstay.testing.platform;

import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import dev.backstay.embedded.EmbeddedPostgres;
import dev.backstay.embedded.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the services stand on: one broker, one database, one Redis, a policy, a tree to protect. */
final class Ground implements AutoCloseable {
  static final List<String> DESTINATIONS = List.of("near", "far", "third");

  private final Path directory;
  private final RedisProcess redis;
  private EmbeddedBroker broker;
  private EmbeddedPostgres database;
  private int lives;

  private Ground(
      Path directory, EmbeddedBroker broker, EmbeddedPostgres database, RedisProcess redis) {
    this.directory = directory;
    this.broker = broker;
    this.database = database;
    this.redis = redis;
  }

  static Ground prepare(Path directory) throws IOException {
    Files.writeString(directory.resolve("password"), "five services");
    Files.setPosixFilePermissions(
        directory.resolve("password"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Files.createDirectories(directory.resolve("tree"));
    var policy =
        new StringBuilder(
            "vault:%n  password: ${file:%s}%ndestinations:%n"
                .formatted(directory.resolve("password")));
    for (String destination : DESTINATIONS) {
      policy.append(
          "  %s:%n    kind: local%n    path: %s%n"
              .formatted(destination, directory.resolve(destination)));
    }
    policy.append(
        "sources:%n  tree:%n    kind: files%n    paths: [%s]%n"
            .formatted(directory.resolve("tree")));
    policy.append("    verification:%n      newest: L1%n".formatted());
    policy.append(
        "  brief:%n    kind: files%n    paths: [%s]%n".formatted(directory.resolve("tree")));
    policy.append("    verification:%n      newest: L1%n".formatted());
    policy.append(
        "    retention:%n      keep-days: 0%n      keep-last: 1%n      keep-daily: 0%n"
            .formatted());
    policy.append("      keep-weekly: 0%n      keep-monthly: 0%n".formatted());
    Files.writeString(directory.resolve("backstay.yaml"), policy);
    var redis = new RedisProcess(directory);
    var database =
        EmbeddedPostgres.start(
            PostgresSettings.in(directory.resolve("postgres"), new SecureRandom())
                .withPort(LoopbackPort.free()));
    var broker =
        EmbeddedBroker.start(
            BrokerSettings.in(directory.resolve("kafka")).withPort(LoopbackPort.free()));
    return new Ground(directory, broker, database, redis);
  }

  /** The configuration of every service. */
  Map<String, String> configuration() {
    Map<String, String> keys = new HashMap<>();
    keys.put("backstay.policy", directory.resolve("backstay.yaml").toString());
    keys.put("backstay.staging", directory.resolve("staging").toString());
    keys.put("backstay.uploader.upkeep-seconds", "2");
    keys.put("backstay.redis.url", redis.url());
    keys.put("kafka.bootstrap.servers", broker.bootstrap());
    keys.put("quarkus.datasource.catalog.jdbc.url", database.jdbcUrl());
    keys.put("quarkus.datasource.catalog.username", EmbeddedPostgres.USER);
    keys.put("quarkus.datasource.catalog.password", database.password().text());
    return keys;
  }

  Path tree() {
    return directory.resolve("tree");
  }

  Path at(String destination) {
    return directory.resolve(destination);
  }

  Path password() {
    return directory.resolve("password");
  }

  String kafka() {
    return broker.bootstrap();
  }

  void restartBroker() {
    int port = broker.port();
    broker.close();
    broker = EmbeddedBroker.start(BrokerSettings.in(directory.resolve("kafka")).withPort(port));
  }

  void restartDatabase() {
    int port = database.port();
    database.close();
    database =
        EmbeddedPostgres.start(
            PostgresSettings.in(directory.resolve("postgres"), new SecureRandom()).withPort(port));
  }

  /** Puts an empty database in the place of the one there was. */
  void loseDatabase() {
    int port = database.port();
    database.close();
    lives++;
    database =
        EmbeddedPostgres.start(
            PostgresSettings.in(directory.resolve("postgres-" + lives), new SecureRandom())
                .withPort(port));
  }

  /** Puts an empty broker in the place of the one there was. */
  void loseBroker() {
    int port = broker.port();
    broker.close();
    lives++;
    broker =
        EmbeddedBroker.start(BrokerSettings.in(directory.resolve("kafka-" + lives)).withPort(port));
  }

  void restartRedis() {
    redis.restart();
  }

  @Override
  public void close() {
    try {
      broker.close();
    } finally {
      try {
        database.close();
      } finally {
        redis.close();
      }
    }
  }
}
