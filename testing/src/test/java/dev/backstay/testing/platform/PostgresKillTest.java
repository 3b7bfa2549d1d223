package dev.backstay.testing.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever takes part in protecting a PostgreSQL server is killed at seeded instants of capture and
 * streaming: the dumper, the uploader, the server itself, or all connections to it. More rounds for
 * {@code -Dbackstay.rounds}, another server for {@code -Dbackstay.postgres}.
 */
@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresKillTest {
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", Strike.values().length);
  private static final int MAJOR = Integer.getInteger("backstay.postgres", 17);
  private static final int SCALE = 2;
  private static final int RATE = 50;
  private static final int PAUSE_MILLIS = 2500;
  private static final Duration STREAM_LIMIT = Duration.ofSeconds(60);

  private final Random random = new Random(Long.getLong("backstay.seed", 20261120L));
  private final List<Ledger.Row> acknowledged = new ArrayList<>();
  private final StringBuilder report = new StringBuilder();
  private PostgresPlatform platform;

  /** What is done to those that take part. */
  private enum Strike {
    DUMPER,
    UPLOADER,
    SERVER,
    CONNECTIONS
  }

  @BeforeAll
  void start(@TempDir Path shared) throws Exception {
    platform = PostgresPlatform.start(shared, MAJOR, SCALE);
  }

  @AfterAll
  void end() {
    platform.close();
  }

  @Test
  void whoeverDiesNothingIsMissingAndEveryBackupRestores() throws IOException {
    // Given
    platform.awaitStored(platform.api().backUp(PostgresPlatform.SOURCE, "first"));
    awaitStreamEverywhere();

    // When
    for (int round = 0; round < ROUNDS; round++) {
      round(round);
    }
    long everywhere = awaitStreamEverywhere();

    // Then
    for (String destination : Ground.DESTINATIONS) {
      requireOneInterval(destination);
      String name = "last-" + destination;
      try (TestCluster restored = platform.restored(name, destination, List.of("--latest"))) {
        requireEveryRow(restored, everywhere);
        PostgresPlatform.requireBalance(restored);
      }
    }
    assertThat(platform.api().get("/api/v1/sources/orders/gaps").path("items")).isEmpty();
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("postgres-kills.txt"), report);
  }

  private void round(int round) throws IOException {
    Strike strike = Strike.values()[round % Strike.values().length];
    boolean capturing = round / Strike.values().length % 2 == 0;
    Instant begun = Instant.now();
    Optional<String> backup = Optional.empty();
    Process load = platform.load(RATE);
    try (var ledger = openLedger()) {
      backup =
          capturing
              ? Optional.of(platform.api().backUp(PostgresPlatform.SOURCE, "round-" + round))
              : Optional.empty();
      int pause = random.nextInt(PAUSE_MILLIS);
      Instant instant = begun.plusMillis(pause);
      Waiting.until(STREAM_LIMIT, () -> Instant.now().isAfter(instant), () -> "time stands still");
      strike(strike);
      ledger.end();
      acknowledged.addAll(ledger.rows());
    } finally {
      load.destroyForcibly();
    }
    if (backup.isPresent()) {
      platform.awaitStored(backup.get());
      requireRestores(round);
    }
    awaitStreamEverywhere();
    requireWatchedSlot();
    report.append(
        "round %d: %s%s, whole after %.1f s%n"
            .formatted(
                round,
                strike,
                capturing ? " during a backup" : "",
                Duration.between(begun, Instant.now()).toMillis() / 1000.0));
  }

  private void strike(Strike strike) {
    switch (strike) {
      case DUMPER -> platform.replace("dumper");
      case UPLOADER -> platform.replace("uploader");
      case SERVER -> {
        platform.cluster().kill();
        platform.cluster().start();
      }
      case CONNECTIONS ->
          platform
              .cluster()
              .value(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '%s'"
                      .formatted(TestCluster.BACKUP_USER));
    }
  }

  /**
   * What the last row of a server that was killed was, nobody knows: its number is not used again.
   */
  private Ledger openLedger() {
    return Ledger.open(
        platform.cluster(), acknowledged.isEmpty() ? 1 : acknowledged.getLast().number() + 2);
  }

  /** Waits until all destinations hold a row that is committed now; its number. */
  private long awaitStreamEverywhere() {
    try (var ledger = openLedger()) {
      for (String destination : Ground.DESTINATIONS) {
        try (var watch =
            new FrameWatch(platform.ground().objects(destination), PostgresPlatform.SOURCE)) {
          platform.awaitStream(watch, ledger);
        }
      }
      ledger.end();
      acknowledged.addAll(ledger.rows());
      return ledger.rows().getFirst().number();
    }
  }

  /** The newest backup, from whichever destination the seed chooses. */
  private void requireRestores(int round) throws IOException {
    String destination = Ground.DESTINATIONS.get(random.nextInt(Ground.DESTINATIONS.size()));
    String name = "backup-" + round;
    try (TestCluster restored = platform.restored(name, destination, List.of("--immediate"))) {
      PostgresPlatform.requireBalance(restored);
    }
  }

  private void requireWatchedSlot() {
    Waiting.until(
        STREAM_LIMIT,
        () ->
            platform
                .cluster()
                .query("SELECT active, wal_status FROM pg_replication_slots WHERE NOT temporary")
                .equals(List.of(List.of("t", "reserved"))),
        () ->
            "the slots are "
                + platform
                    .cluster()
                    .query("SELECT slot_name, active, wal_status FROM pg_replication_slots")
                + platform.logs());
  }

  private void requireOneInterval(String destination) {
    JsonNode intervals =
        platform.api().get("/api/v1/sources/orders/intervals?destination=" + destination);
    assertThat(intervals.path("items")).as(intervals.toString()).hasSize(1);
  }

  private void requireEveryRow(TestCluster restored, long atLeast) {
    long newest = PostgresPlatform.newestRow(restored);
    assertThat(newest).isGreaterThanOrEqualTo(atLeast);
    Set<Long> there = new HashSet<>();
    restored
        .query("SELECT number FROM ledger")
        .forEach(row -> there.add(Long.parseLong(row.getFirst())));
    assertThat(acknowledged)
        .filteredOn(row -> row.number() <= newest)
        .allMatch(row -> there.contains(row.number()));
  }
}
