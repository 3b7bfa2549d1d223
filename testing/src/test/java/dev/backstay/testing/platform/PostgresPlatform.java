package dev.backstay.testing.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.testing.docs.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server with pgbench's tables and a ledger, and the services that protect it, each a
 * process of its own; and the command line that brings back what they kept.
 */
final class PostgresPlatform implements AutoCloseable {
  static final String SOURCE = "orders";

  private static final List<String> SERVICES = List.of("uploader", "dumper", "catalog");
  private static final Duration BACKUP_LIMIT = Duration.ofMinutes(5);
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);

  /** A server that has just come back is streamed from again within seconds. */
  private static final Duration STREAM_LIMIT = Duration.ofSeconds(30);

  private final Map<String, ServiceProcess> processes = new HashMap<>();
  private final Path directory;
  private final TestCluster cluster;
  private final Ground ground;
  private int instances;

  private PostgresPlatform(Path directory, TestCluster cluster, Ground ground) {
    this.directory = directory;
    this.cluster = cluster;
    this.ground = ground;
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @param scale of pgbench
   * @param settings of the server, besides those of all tests
   */
  static PostgresPlatform start(Path directory, int major, int scale, String... settings)
      throws Exception {
    TestCluster cluster = TestCluster.initialize(directory.resolve("cluster"), major, settings);
    cluster.pgbench("--initialize", "--quiet", "--scale=" + scale);
    Ledger.prepare(cluster);
    cluster.sql("CHECKPOINT"); // a new slot begins at the last one
    Path url = Files.writeString(directory.resolve("url"), cluster.url().text());
    Files.setPosixFilePermissions(url, PosixFilePermissions.fromString("rw-------"));
    Ground ground =
        Ground.prepare(
            directory,
            """
              %s:
                kind: postgres
                url: ${file:%s}
                verification:
                  newest: L1
            """
                .formatted(SOURCE, url));
    var platform = new PostgresPlatform(directory, cluster, ground);
    try {
      SERVICES.forEach(platform::startInstance);
      platform.processes.values().forEach(ServiceProcess::ready);
      return platform;
    } catch (RuntimeException e) {
      platform.close(); // else its servers outlive the test
      throw e;
    }
  }

  private void startInstance(String service) {
    instances++;
    processes.put(
        service,
        ServiceProcess.start(
            service, service + "-" + instances, ground.configuration(), directory));
  }

  /** Kills a service as kill -9 does, and starts another instance of it. */
  void replace(String service) {
    Objects.requireNonNull(processes.get(service)).kill();
    startInstance(service);
    Objects.requireNonNull(processes.get(service)).ready();
  }

  /** Ends all services; the servers they stand on and the cluster go on. */
  void stop() {
    processes.values().forEach(ServiceProcess::close);
    processes.clear();
  }

  TestCluster cluster() {
    return cluster;
  }

  Ground ground() {
    return ground;
  }

  Api api() {
    return new Api(Objects.requireNonNull(processes.get("catalog")).port());
  }

  /** The load of a business that leaves the machine some air. */
  Process load(int transactionsPerSecond) {
    return cluster.pgbenchInBackground(
        "--no-vacuum", "--client=2", "--jobs=1", "--rate=" + transactionsPerSecond, "--time=3600");
  }

  /** Waits until what is written to the ledger reaches a destination. */
  void awaitStream(FrameWatch watch, Ledger ledger) {
    Waiting.until(
        STREAM_LIMIT,
        () -> ledger.rows().stream().anyMatch(row -> watch.lagOf(row).isPresent()),
        () -> "nothing of the ledger reaches the destination\n" + logs());
  }

  /** Waits until all destinations hold a backup. */
  void awaitStored(String backup) {
    Waiting.until(
        BACKUP_LIMIT,
        () -> {
          int held = 0;
          try {
            for (JsonNode replica : api().get("/api/v1/backups/" + backup).path("destinations")) {
              held += replica.path("state").asText().equalsIgnoreCase("stored") ? 1 : 0;
            }
          } catch (UncheckedIOException | AssertionError e) {
            return false; // the catalog has not heard of it yet
          }
          return held == Ground.DESTINATIONS.size();
        },
        () -> "backup " + backup + " did not reach all destinations\n" + logs());
  }

  /**
   * Restores with nothing but a destination and its password, starts the server and waits until it
   * has recovered.
   *
   * @param name of the folder that is to hold the data directory
   * @param options of the command line that say where to stop
   */
  TestCluster restored(String name, String destination, List<String> options) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name));
    List<String> command = new ArrayList<>();
    command.add(Checkout.root().resolve("backstay").toString());
    command.addAll(List.of("restore", "postgres", "--source", SOURCE));
    command.addAll(List.of("--target", folder.resolve("data").toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("--owner", Files.getOwner(cluster.data()).getName()));
    }
    command.addAll(options);
    Path log = directory.resolve("restore.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(ground.vaultEnvironment(destination));
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(RECOVERY_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    assertThat(process.exitValue()).as(Files.readString(log) + "\n" + logs()).isZero();
    TestCluster restored = TestCluster.of(folder, cluster.version());
    restored.start();
    Waiting.until(
        RECOVERY_LIMIT,
        () -> restored.value("SELECT pg_is_in_recovery()").equals("f"),
        () -> "recovery did not end:\n" + restored.log());
    return restored;
  }

  /** What pgbench's transactions add is the same in all of its tables. */
  static void requireBalance(TestCluster restored) {
    List<String> sums =
        restored
            .query(
                """
                SELECT (SELECT coalesce(sum(abalance), 0) FROM pgbench_accounts),
                       (SELECT coalesce(sum(tbalance), 0) FROM pgbench_tellers),
                       (SELECT coalesce(sum(bbalance), 0) FROM pgbench_branches),
                       (SELECT coalesce(sum(delta), 0) FROM pgbench_history)
                """)
            .getFirst();
    assertThat(sums).containsOnly(sums.getFirst());
  }

  /** The newest row of the ledger that a server has; 0 for none. */
  static long newestRow(TestCluster restored) {
    return Long.parseLong(restored.value("SELECT coalesce(max(number), 0) FROM ledger"));
  }

  String logs() {
    var all = new StringBuilder();
    processes.forEach((name, process) ->
        all.append("== ").append(name).append('\n').append(process.tail()).append('\n'));
    return all.toString();
  }

  @Override
  public void close() {
    stop();
    ground.close();
    cluster.close();
  }
}
