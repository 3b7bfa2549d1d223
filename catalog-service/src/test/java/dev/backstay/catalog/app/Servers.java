package dev.backstay.catalog.app;

import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import dev.backstay.embedded.EmbeddedPostgres;
import dev.backstay.embedded.PostgresSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker, and a database that an earlier version used, for one boot; tests stop and start them
 * again.
 */
public final class Servers implements QuarkusTestResourceLifecycleManager {
  private @Nullable Path directory;
  private @Nullable EmbeddedBroker broker;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path home = Files.createTempDirectory("backstay-catalog-");
      directory = home;
      EmbeddedBroker startedBroker =
          EmbeddedBroker.start(BrokerSettings.in(home.resolve("broker")));
      EmbeddedPostgres startedPostgres =
          EmbeddedPostgres.start(PostgresSettings.in(home.resolve("postgres"), new SecureRandom()));
      broker = startedBroker;
      postgres = startedPostgres;
      EarlierDatabase.fill(startedPostgres);
      return Map.of(
          "kafka.bootstrap.servers",
          startedBroker.bootstrap(),
          "quarkus.datasource.catalog.jdbc.url",
          startedPostgres.jdbcUrl(),
          "quarkus.datasource.catalog.username",
          EmbeddedPostgres.USER,
          "quarkus.datasource.catalog.password",
          startedPostgres.password().text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Into fields of type {@code Map<String, Runnable>}: what a test can do with the servers. */
  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        Map.<String, Runnable>of(
            "stop broker",
            this::stopBroker,
            "start broker",
            this::startBroker,
            "stop postgres",
            this::stopPostgres,
            "start postgres",
            this::startPostgres),
        new TestInjector.MatchesType(Map.class));
  }

  private void stopBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  private void startBroker() {
    if (broker != null && directory != null) {
      broker =
          EmbeddedBroker.start(
              BrokerSettings.in(directory.resolve("broker")).withPort(broker.port()));
    }
  }

  private void stopPostgres() {
    if (postgres != null) {
      postgres.close();
    }
  }

  private void startPostgres() {
    if (postgres != null && directory != null) {
      postgres =
          EmbeddedPostgres.start(
              PostgresSettings.in(directory.resolve("postgres"), new SecureRandom())
                  .withPort(postgres.port()));
    }
  }

  @Override
  public void stop() {
    stopBroker();
    stopPostgres();
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
