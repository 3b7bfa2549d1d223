package dev.backstay.testing.platform;

import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The servers as containers, for machines with a Docker engine. */
final class ContainerServers implements Servers {
  private static final int REDIS_PORT = 6379;

  private final KafkaContainer broker =
      new KafkaContainer(DockerImageName.parse("apache/kafka:4.3.1"));
  private final PostgreSQLContainer database =
      new PostgreSQLContainer(DockerImageName.parse("postgres:18"));
  private final GenericContainer<?> redis =
      new GenericContainer<>(DockerImageName.parse("redis:7")).withExposedPorts(REDIS_PORT);

  private ContainerServers() {}

  static ContainerServers start() {
    var servers = new ContainerServers();
    // Share groups keep their state in a topic, of which one broker can hold one replica.
    servers
        .broker
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
        // The work of killed services is to be taken over soon.
        .withEnv("KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", "1000")
        .start();
    servers.database.start();
    servers.redis.start();
    return servers;
  }

  @Override
  public String kafka() {
    return broker.getBootstrapServers();
  }

  @Override
  public Map<String, String> kafkaLogin() {
    return Map.of();
  }

  @Override
  public List<String> kcatLogin() {
    return List.of();
  }

  @Override
  public String jdbcUrl() {
    return database.getJdbcUrl();
  }

  @Override
  public String databaseUser() {
    return database.getUsername();
  }

  @Override
  public String databasePassword() {
    return database.getPassword();
  }

  @Override
  public String redisUrl() {
    return "redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT);
  }

  @Override
  public boolean isRestartable() {
    return false;
  }

  @Override
  public void stopBroker() {
    throw notRestartable();
  }

  @Override
  public void startBroker() {
    throw notRestartable();
  }

  @Override
  public void stopDatabase() {
    throw notRestartable();
  }

  @Override
  public void startDatabase() {
    throw notRestartable();
  }

  @Override
  public void restartRedis() {
    throw notRestartable();
  }

  @Override
  public void loseBroker() {
    throw notRestartable();
  }

  @Override
  public void loseDatabase() {
    throw notRestartable();
  }

  private static IllegalStateException notRestartable() {
    return new IllegalStateException("a container gets another port when it is started again");
  }

  @Override
  public void close() {
    broker.stop();
    database.stop();
    redis.stop();
  }
}
