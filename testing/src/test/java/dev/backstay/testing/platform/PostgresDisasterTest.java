package dev.backstay.testing.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A PostgreSQL server under load is lost at seeded instants, and what one destination holds must
 * bring it back: to the last instant, to a time, to a position, to a named point. What was lost is
 * told by a ledger kept outside of the server. One more round for {@code -Dbackstay.rounds}, larger
 * data for {@code -Dbackstay.scale}, another server for {@code -Dbackstay.postgres}.
 */
@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresDisasterTest {
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", Target.values().length);
  private static final int SCALE = Integer.getInteger("backstay.scale", 2);
  private static final int MAJOR = Integer.getInteger("backstay.postgres", 15);

  /** Transactions a second: a load that leaves two cores some air. */
  private static final int RATE = Integer.getInteger("backstay.rate", 100);

  private static final Duration LOSS_LIMIT = Duration.ofSeconds(2);
  private static final Duration LAG_LIMIT = Duration.ofMillis(1500);

  /** What had left the server when it died is at the destinations by then. */
  private static final Duration ARRIVAL = Duration.ofSeconds(3);

  private final Random random = new Random(Long.getLong("backstay.seed", 20261120L));
  private final List<Duration> lags = new ArrayList<>();
  private final StringBuilder report = new StringBuilder();
  private PostgresPlatform platform;
  private long nextRow = 1;

  /** Where recovery is to stop. */
  private enum Target {
    LATEST,
    TIME,
    POSITION,
    NAME
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
  void aLostServerComesBack() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      String destination = Ground.DESTINATIONS.get(round % Ground.DESTINATIONS.size());
      round(round, Target.values()[round % Target.values().length], destination);
    }
    lags.sort(null);
    Duration p99 = lags.get((int) (lags.size() * 0.99));
    report.append(
        "%d rounds, %d ledger rows; lag at the destination p50 %d ms, p99 %d ms, longest %d ms%n"
            .formatted(
                ROUNDS,
                lags.size(),
                lags.get(lags.size() / 2).toMillis(),
                p99.toMillis(),
                lags.getLast().toMillis()));
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("postgres-disaster.txt"), report);
    assertThat(p99).isLessThanOrEqualTo(LAG_LIMIT);
  }

  private void round(int round, Target target, String destination) throws IOException {
    // Given
    List<Ledger.Row> rows;
    Instant lost;
    Ledger.Row aim;
    Ledger.Row least;
    String name = "point_" + round;
    Process load = platform.load(RATE);
    try (var watch =
            new FrameWatch(platform.ground().objects(destination), PostgresPlatform.SOURCE);
        var ledger = Ledger.open(platform.cluster(), nextRow)) {
      backUp(round);
      platform.awaitStream(watch, ledger);
      Instant streamed = Instant.now();
      pause();
      Ledger.Row before = ledger.rows().getLast();
      platform.cluster().value("SELECT pg_create_restore_point('" + name + "')");
      aim = ledger.rows().getLast();
      least = target == Target.NAME ? before : aim;
      pause();

      // When
      lost = Instant.now();
      platform.cluster().kill();
      ledger.end();
      Waiting.until(ARRIVAL.multipliedBy(2), past(lost.plus(ARRIVAL)), () -> "time stands still");
      rows = ledger.rows();
      for (Ledger.Row row : rows) {
        if (row.begun().isAfter(streamed)) {
          watch.lagOf(row).ifPresent(lags::add);
        }
      }
    } finally {
      load.destroyForcibly();
    }
    nextRow = rows.getLast().number() + 2; // the last one may be committed and not known to be
    Instant begun = Instant.now();
    try (TestCluster restored =
        platform.restored("restored-" + round, destination, options(target, aim, name))) {
      Duration took = Duration.between(begun, Instant.now());

      // Then
      long newest = PostgresPlatform.newestRow(restored);
      Instant wanted = target == Target.LATEST ? lost : least.committed();
      requireNoLoss(rows, newest, wanted);
      if (target != Target.LATEST) {
        assertThat(newest).as("nothing after " + aim).isLessThanOrEqualTo(aim.number() + 1);
        assertThat(newest).isGreaterThanOrEqualTo(least.number());
      }
      PostgresPlatform.requireBalance(restored);
      requireSoundPages(restored);
      report.append(
          "round %d: %s from %s, %d rows, newest %d, lost %d ms, restored and recovered in %.1f s%n"
              .formatted(
                  round,
                  target,
                  destination,
                  rows.size(),
                  newest,
                  lossOf(rows, newest, wanted).toMillis(),
                  took.toMillis() / 1000.0));
    }
    platform.cluster().start();
  }

  private void pause() {
    Instant until = Instant.now().plusMillis(1000 + random.nextInt(2500));
    Waiting.until(Duration.ofSeconds(10), past(until), () -> "time stands still");
  }

  private static BooleanSupplier past(Instant instant) {
    return () -> Instant.now().isAfter(instant);
  }

  /** A full one first, then incremental ones; at all destinations before the load goes on. */
  private void backUp(int round) {
    if (round > 2 && round % 5 != 0) {
      return;
    }
    platform.awaitStored(platform.api().backUp(PostgresPlatform.SOURCE, "round-" + round));
  }

  private static List<String> options(Target target, Ledger.Row aim, String name) {
    return switch (target) {
      case LATEST -> List.of("--latest");
      case TIME -> List.of("--to", aim.committed().plusMillis(1).toString());
      case POSITION -> List.of("--to-lsn", aim.through().toString());
      case NAME -> List.of("--to-name", name);
    };
  }

  /** Every row that was committed a while before the wanted instant is there. */
  private static void requireNoLoss(List<Ledger.Row> rows, long newest, Instant wanted) {
    assertThat(lossOf(rows, newest, wanted))
        .as("newest row restored is %d of %s", newest, rows.getLast())
        .isLessThanOrEqualTo(LOSS_LIMIT);
  }

  /** How long before the wanted instant the oldest lost row was committed. */
  private static Duration lossOf(List<Ledger.Row> rows, long newest, Instant wanted) {
    return rows.stream()
        .filter(row -> row.number() > newest && row.committed().isBefore(wanted))
        .findFirst()
        .map(row -> Duration.between(row.committed(), wanted))
        .orElse(Duration.ZERO);
  }

  private void requireSoundPages(TestCluster restored) throws IOException {
    if (TestCluster.hasClient("pg_amcheck")) {
      restored.sql("CREATE EXTENSION IF NOT EXISTS amcheck");
      Path log = restored.data().resolveSibling("amcheck.log");
      Process check = restored.client("pg_amcheck", log, "--all", "--heapallindexed");
      try {
        assertThat(check.waitFor()).as(Files.readString(log)).isZero();
      } catch (InterruptedException e) {
        check.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    assertThat(restored.value("SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database"))
        .isEqualTo("0");
  }
}
