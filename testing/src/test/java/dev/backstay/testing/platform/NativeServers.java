package dev.backstay.testing.platform;

import dev.backstay.contract.Secret;
import dev.backstay.embedded.BrokerLogin;
import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import dev.backstay.embedded.EmbeddedPostgres;
import dev.backstay.embedded.PostgresSettings;
import dev.backstay.postgres.server.LoopbackPorts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/**
 * A broker in this JVM, which lets nobody in without a password, a PostgreSQL and a Redis as
 * processes of this machine.
 */
final class NativeServers implements Servers {
  private static final BrokerLogin LOGIN =
      new BrokerLogin("services", Secret.of("not-everybody-on-this-machine"));

  private final Path directory;
  private final RedisProcess redis;
  private EmbeddedBroker broker;
  private EmbeddedPostgres database;
  private int lives;

  private NativeServers(
      Path directory, EmbeddedBroker broker, EmbeddedPostgres database, RedisProcess redis) {
    this.directory = directory;
    this.broker = broker;
    this.database = database;
    this.redis = redis;
  }

  static NativeServers start(Path directory) {
    var redis = new RedisProcess(directory);
    EmbeddedPostgres database =
        EmbeddedPostgres.start(
            PostgresSettings.in(directory.resolve("postgres-0"), new SecureRandom())
                .withPort(LoopbackPorts.free()));
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            BrokerSettings.in(directory.resolve("kafka-0"))
                .withPort(LoopbackPorts.free())
                .withLogin(LOGIN));
    return new NativeServers(directory, broker, database, redis);
  }

  @Override
  public String kafka() {
    return broker.bootstrap();
  }

  @Override
  public Map<String, String> kafkaLogin() {
    return LOGIN.client();
  }

  @Override
  public List<String> kcatLogin() {
    return List.of(
        "-X",
        "security.protocol=SASL_PLAINTEXT",
        "-X",
        "sasl.mechanism=PLAIN",
        "-X",
        "sasl.username=" + LOGIN.user(),
        "-X",
        "sasl.password=" + LOGIN.password().text());
  }

  @Override
  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  @Override
  public String databaseUser() {
    return EmbeddedPostgres.USER;
  }

  @Override
  public String databasePassword() {
    return database.password().text();
  }

  @Override
  public String redisUrl() {
    return redis.url();
  }

  @Override
  public boolean isRestartable() {
    return true;
  }

  @Override
  public void stopBroker() {
    broker.close();
  }

  @Override
  public void startBroker() {
    broker =
        EmbeddedBroker.start(
            BrokerSettings.in(directory.resolve("kafka-" + lives))
                .withPort(broker.port())
                .withLogin(LOGIN));
  }

  @Override
  public void stopDatabase() {
    database.close();
  }

  @Override
  public void startDatabase() {
    database =
        EmbeddedPostgres.start(
            PostgresSettings.in(directory.resolve("postgres-" + lives), new SecureRandom())
                .withPort(database.port()));
  }

  @Override
  public void restartRedis() {
    redis.restart();
  }

  @Override
  public void loseBroker() {
    stopBroker();
    lives++;
    startBroker();
  }

  @Override
  public void loseDatabase() {
    stopDatabase();
    lives++;
    startDatabase();
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
