package dev.backstay.testing.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The servers that the services stand on, real ones either way: native processes, or containers
 * where {@code -Dbackstay.servers=containers} asks for them and a Docker engine is there.
 */
interface Servers extends AutoCloseable {
  static Servers start(Path directory) {
    String asked = System.getProperty("backstay.servers", "native");
    return switch (asked) {
      case "native" -> NativeServers.start(directory);
      case "containers" -> ContainerServers.start();
      default ->
          throw new IllegalArgumentException(
              "backstay.servers is 'native' or 'containers', not '" + asked + "'");
    };
  }

  /** The address of the broker. */
  String kafka();

  /** What a Java client is told besides, in Kafka's words. */
  Map<String, String> kafkaLogin();

  /** The same for kcat, as its arguments. */
  List<String> kcatLogin();

  String jdbcUrl();

  String databaseUser();

  String databasePassword();

  String redisUrl();

  /** Whether the methods below may be called. */
  boolean isRestartable();

  void stopBroker();

  void startBroker();

  void stopDatabase();

  void startDatabase();

  void restartRedis();

  /** Puts an empty broker in the place of the one there was. */
  void loseBroker();

  /** Puts an empty database in the place of the one there was. */
  void loseDatabase();

  @Override
  void close();
}
