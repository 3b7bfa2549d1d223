package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.BlockSet.BlockRange;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Real WAL of one version, kept for ever: segments of 1 MiB back to back, compressed, and beside
 * them as text the span and what it changes.
 */
final class GoldenWal {
  static final int SEGMENT_BYTES = 1 << 20;

  private static final Path FOLDER =
      Path.of("src/test/resources/dev/backstay/engine/postgres/changes/golden");

  private final int version;
  private final TimelineSpan span;
  private final byte[] bytes;
  private final String changes;

  private GoldenWal(int version, TimelineSpan span, byte[] bytes, String changes) {
    this.version = version;
    this.span = span;
    this.bytes = bytes;
    this.changes = changes;
  }

  static GoldenWal of(int version) throws IOException {
    String text = Files.readString(FOLDER.resolve(version + ".txt"));
    List<String> header = text.lines().limit(2).toList();
    try (InputStream packed = Files.newInputStream(FOLDER.resolve(version + ".wal.gz"));
        InputStream plain = new GZIPInputStream(packed)) {
      return new GoldenWal(
          version,
          new TimelineSpan(1, Lsn.parse(header.get(0)), Lsn.parse(header.get(1))),
          plain.readAllBytes(),
          text.lines().skip(2).collect(Collectors.joining("\n")));
    }
  }

  int version() {
    return version;
  }

  TimelineSpan span() {
    return span;
  }

  String changes() {
    return changes;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  Changes read(byte[] wal) {
    return new WalRecords(at(start(span), wal), version, SEGMENT_BYTES).between(List.of(span));
  }

  /** What becomes of it where it is taken for that of another version. */
  Changes readAs(int otherVersion) {
    return new WalRecords(source(), otherVersion, SEGMENT_BYTES).between(List.of(span));
  }

  WalBytes source() {
    return at(start(span), bytes);
  }

  /** Where in the bytes the span starts. */
  int offset() {
    return (int) span.start().minus(start(span));
  }

  /** Where in the bytes it ends. */
  int endOffset() {
    return (int) span.end().minus(start(span));
  }

  private static Lsn start(TimelineSpan span) {
    return WalSegment.at(1, span.start(), SEGMENT_BYTES).start();
  }

  /** WAL in memory. */
  static WalBytes at(Lsn start, byte[] wal) {
    return (_, from, target) -> {
      long offset = from.minus(start);
      if (offset < 0 || offset >= wal.length) {
        return 0;
      }
      int length = (int) Math.min(target.remaining(), wal.length - offset);
      target.put(ByteBuffer.wrap(wal, (int) offset, length));
      return length;
    };
  }

  /** What was read, as lines to compare. */
  static String text(Changes changes) {
    CollectedBlocks blocks = (CollectedBlocks) ((Changes.Known) changes).blocks();
    List<String> lines = new ArrayList<>();
    blocks
        .relations()
        .forEach((relation, set) ->
            lines.add(
                "%d/%d/%d: %s"
                    .formatted(
                        relation.tablespace(), relation.database(), relation.number(), text(set))));
    blocks
        .wholeDatabases()
        .forEach(database ->
            lines.add("%d/%d: whole".formatted(database.tablespace(), database.database())));
    return lines.stream().sorted().collect(Collectors.joining("\n"));
  }

  private static String text(BlockSet set) {
    String blocks =
        set.rangesWithin(0, set.limit()).stream()
            .flatMapToLong(GoldenWal::blocks)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(" "));
    return set.limit() == BlockSet.NO_LIMIT ? blocks : blocks + " limit " + set.limit();
  }

  private static LongStream blocks(BlockRange range) {
    return LongStream.range(range.first(), range.end());
  }

  /** Writes the files anew, from a server of that version. */
  static void generate(int version, Path folder) throws IOException {
    try (TestCluster cluster =
        TestCluster.initialize(
            folder,
            version,
            "--wal-segsize=1",
            "autovacuum=off",
            "full_page_writes=off",
            "max_prepared_transactions=2",
            "wal_compression=on")) {
      Lsn start = checkpoint(cluster);
      statements(cluster, version);
      Lsn end = checkpoint(cluster);
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      for (WalSegment segment = WalSegment.at(1, start, SEGMENT_BYTES);
          segment.start().isBefore(end);
          segment = segment.next()) {
        Files.copy(cluster.data().resolve("pg_wal").resolve(segment.name()), plain);
      }
      byte[] wal = plain.toByteArray();
      TimelineSpan span = new TimelineSpan(1, start, end);
      Arrays.fill(wal, 0, (int) start.minus(start(span)), (byte) 0); // of no interest
      Arrays.fill(wal, (int) end.minus(start(span)), wal.length, (byte) 0);
      Files.createDirectories(FOLDER);
      try (OutputStream file = Files.newOutputStream(FOLDER.resolve(version + ".wal.gz"));
          OutputStream packed = new GZIPOutputStream(file)) {
        packed.write(wal);
      }
      GoldenWal golden = new GoldenWal(version, span, wal, "");
      Files.writeString(
          FOLDER.resolve(version + ".txt"),
          "%s%n%s%n%s%n".formatted(start, end, text(golden.read(wal))),
          StandardCharsets.UTF_8);
    }
  }

  private static void statements(TestCluster cluster, int version) {
    cluster.sql(
        "CREATE TABLE kept (n serial PRIMARY KEY, word text)",
        "INSERT INTO kept (word) SELECT md5(i::text) FROM generate_series(1, 300) i",
        "UPDATE kept SET word = 'new' WHERE n % 3 = 0",
        "DELETE FROM kept WHERE n > 200",
        "VACUUM kept",
        "CREATE INDEX ON kept USING hash (word)",
        "BEGIN; SAVEPOINT one; CREATE TABLE gone (n int); INSERT INTO gone VALUES (1);"
            + " ROLLBACK TO one; TRUNCATE kept; ROLLBACK",
        "BEGIN; CREATE TABLE prepared (n int); PREPARE TRANSACTION 'two'",
        "ROLLBACK PREPARED 'two'",
        "SELECT pg_logical_emit_message(false, 'long', repeat('y', 30000))",
        "CREATE TABLE dropped AS SELECT 1 AS n",
        "SELECT pg_switch_wal()",
        "DROP TABLE dropped",
        "CREATE DATABASE copied TEMPLATE template0" + (version < 15 ? "" : " STRATEGY file_copy"),
        "DROP DATABASE copied",
        "CREATE TABLE scanned AS SELECT generate_series(1, 500) AS n",
        "CHECKPOINT",
        "SELECT count(*) FROM scanned");
  }

  private static Lsn checkpoint(TestCluster cluster) {
    cluster.sql("CHECKPOINT");
    return Lsn.parse(
        Objects.requireNonNull(
            cluster.value("SELECT redo_lsn::text FROM pg_control_checkpoint()")));
  }
}
