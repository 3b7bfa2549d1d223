package dev.backstay.standalone;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import dev.backstay.embedded.EmbeddedPostgres;
import dev.backstay.embedded.PostgresSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The servers of one process: broker and database, started together, ended after everything that
 * uses them.
 */
final class Platform implements AutoCloseable {
  /** Beside the API's port, so that what belongs together is found together. */
  static final int DEFAULT_KAFKA_PORT = 8482;

  private final Home home;
  private final EmbeddedBroker broker;
  private final EmbeddedPostgres database;

  private Platform(Home home, EmbeddedBroker broker, EmbeddedPostgres database) {
    this.home = home;
    this.broker = broker;
    this.database = database;
  }

  static Platform start(Home home, OptionalInt kafkaPort, PrintStream log) {
    var random = new SecureRandom();
    CompletableFuture<EmbeddedPostgres> database =
        CompletableFuture.supplyAsync(
            () -> EmbeddedPostgres.start(PostgresSettings.in(home.postgres(), random)),
            task -> Thread.ofPlatform().daemon().name("start-database").start(task));
    EmbeddedBroker broker;
    try {
      broker = startBroker(home.kafka(), kafkaPort, log);
    } catch (RuntimeException e) {
      endStarted(database, e);
      throw e;
    }
    try {
      return new Platform(home, broker, database.join());
    } catch (CompletionException e) {
      broker.close();
      if (e.getCause() instanceof BackstayException failure) {
        throw new BackstayException(failure.code(), String.valueOf(failure.getMessage()), e);
      }
      throw new BackstayException(
          ErrorCode.START_FAILED, "the database did not start: " + e.getCause(), e);
    }
  }

  /** Waits for the database to start, and ends it: it must not outlive this process. */
  private static void endStarted(
      CompletableFuture<EmbeddedPostgres> database, RuntimeException cause) {
    try {
      database.join().close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static EmbeddedBroker startBroker(Path directory, OptionalInt port, PrintStream log) {
    BrokerSettings settings =
        BrokerSettings.in(directory)
            .withOnFailure(failure -> {
              log.println("the broker stopped: " + failure.getMessage());
              log.println(failure.code().remedy());
              // Nothing flows without it; a supervisor starts the process anew.
              Runtime.getRuntime().halt(failure.code().exitStatus());
            });
    int wanted = port.orElse(DEFAULT_KAFKA_PORT);
    if (port.isPresent() || Ports.isFree(wanted)) {
      return EmbeddedBroker.start(settings.withPort(wanted));
    }
    return EmbeddedBroker.start(settings);
  }

  String kafka() {
    return broker.bootstrap();
  }

  /** The configuration of all services, for this process. */
  Map<String, String> configuration(Path policy, int httpPort) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("backstay.policy", policy.toString());
    keys.put("backstay.staging", home.staging().toString());
    keys.put("backstay.cache", home.cache().toString());
    keys.put("backstay.dumper.spool", home.spool().toString());
    keys.put("backstay.instance", "standalone");
    keys.put("kafka.bootstrap.servers", broker.bootstrap());
    keys.put("quarkus.datasource.catalog.jdbc.url", database.jdbcUrl());
    keys.put("quarkus.datasource.catalog.username", EmbeddedPostgres.USER);
    keys.put("quarkus.datasource.catalog.password", database.password().text());
    keys.put("quarkus.http.host", "127.0.0.1");
    keys.put("quarkus.http.port", Integer.toString(httpPort));
    return keys;
  }

  @Override
  public void close() {
    try {
      broker.close();
    } finally {
      try {
        database.close();
      } finally {
        home.close();
      }
    }
  }
}
