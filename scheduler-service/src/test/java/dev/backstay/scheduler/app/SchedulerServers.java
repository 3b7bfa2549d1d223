package dev.backstay.scheduler.app;

import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker and a policy for the service under test. */
public final class SchedulerServers implements QuarkusTestResourceLifecycleManager {
  private static final String POLICY =
      """
      vault:
        password: ${env:BACKSTAY_TEST_PASSWORD}
      destinations:
        here: { kind: local, path: /nowhere }
      sources:
        notes:
          kind: files
          paths: [/nowhere]
          schedule:
            full: "0 0 * * *"
      """;

  private @Nullable EmbeddedBroker broker;
  private @Nullable Path directory;

  @Override
  public Map<String, String> start() {
    try {
      Path made = Files.createTempDirectory("scheduler");
      directory = made;
      EmbeddedBroker started = EmbeddedBroker.start(BrokerSettings.in(made.resolve("kafka")));
      broker = started;
      Path policy = Files.writeString(made.resolve("backstay.yaml"), POLICY);
      return Map.of(
          "backstay.policy", policy.toString(),
          "backstay.staging", made.resolve("staging").toString(),
          "backstay.instance", "one",
          "kafka.bootstrap.servers", started.bootstrap());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
