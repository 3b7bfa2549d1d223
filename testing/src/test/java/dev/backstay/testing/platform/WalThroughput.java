package dev.backstay.testing.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A benchmark, run by {@code benchmarks/wal-throughput.sh} alone: pgbench as fast as it can, while
 * the log is streamed to three destinations, and how far behind one of them is. Then the same load
 * with nobody streaming.
 */
class WalThroughput {
  private static final int MAJOR = Integer.getInteger("backstay.postgres", 15);
  private static final int SCALE = Integer.getInteger("backstay.scale", 20);
  private static final int SECONDS = Integer.getInteger("backstay.seconds", 60);

  private static final boolean FSYNC = Boolean.getBoolean("backstay.fsync");

  /**
   * As a server of this size is run; or as those of all tests are, which do without the waits for
   * the disk and so write three times as much.
   */
  private static final String[] SERVER =
      FSYNC
          ? new String[] {
            "fsync=on", "shared_buffers=512MB", "max_wal_size=4GB", "wal_buffers=16MB"
          }
          : new String[0];

  /** What the destination may still lack when the load is over. */
  private static final Duration ARRIVAL = Duration.ofSeconds(30);

  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");

  @Test
  void asFastAsTheServerCan(@TempDir Path directory) throws Exception {
    try (var platform = PostgresPlatform.start(directory, MAJOR, SCALE, SERVER)) {
      TestCluster cluster = platform.cluster();
      platform.awaitStored(platform.api().backUp(PostgresPlatform.SOURCE, "base"));
      String destination = Ground.DESTINATIONS.getFirst();
      List<Ledger.Row> rows;
      Load streamed;
      List<Duration> lags;
      try (var watch =
              new FrameWatch(platform.ground().objects(destination), PostgresPlatform.SOURCE);
          var ledger = Ledger.open(cluster, 1)) {
        platform.awaitStream(watch, ledger);
        Instant begun = Instant.now();
        streamed = load(cluster);
        ledger.end();
        rows = ledger.rows().stream().filter(row -> row.begun().isAfter(begun)).toList();
        Waiting.until(
            ARRIVAL,
            () -> watch.lagOf(rows.getLast()).isPresent(),
            () -> "the last row did not arrive\n" + platform.logs());
        lags = rows.stream().map(watch::lagOf).flatMap(Optional::stream).sorted().toList();
      }
      assertThat(lags).hasSameSizeAs(rows);
      platform.stop();
      Load alone = load(cluster);
      Files.writeString(
          Files.createDirectories(Path.of("target")).resolve("wal-throughput.txt"),
          report(streamed, alone, lags));
    }
  }

  private static String report(Load streamed, Load alone, List<Duration> lags) {
    return """
    pgbench, %d clients, scale %d, PostgreSQL %d %s, %d s each
    streamed to %d destinations: %.0f transactions/s, %.1f MiB of log a second
    with nobody streaming: %.0f transactions/s, %.1f MiB of log a second
    %d ledger rows while streamed; lag at the destination p50 %d ms, p99 %d ms, longest %d ms
    """
        .formatted(
            Load.CLIENTS,
            SCALE,
            MAJOR,
            FSYNC ? "with fsync" : "without fsync",
            SECONDS,
            Ground.DESTINATIONS.size(),
            streamed.rate(),
            streamed.mebibytes() / SECONDS,
            alone.rate(),
            alone.mebibytes() / SECONDS,
            lags.size(),
            lags.get(lags.size() / 2).toMillis(),
            lags.get((int) (lags.size() * 0.99)).toMillis(),
            lags.getLast().toMillis());
  }

  /** What pgbench did, and what log that made. */
  private record Load(double rate, double mebibytes) {
    static final int CLIENTS = 4;
  }

  private static Load load(TestCluster cluster) {
    Lsn from = position(cluster);
    String told =
        cluster.pgbench("--no-vacuum", "--client=" + Load.CLIENTS, "--jobs=2", "--time=" + SECONDS);
    Matcher rate = RATE.matcher(told);
    assertThat(rate.find()).as(told).isTrue();
    return new Load(
        Double.parseDouble(rate.group(1)), position(cluster).minus(from) / (double) (1 << 20));
  }

  private static Lsn position(TestCluster cluster) {
    return Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()"));
  }
}
