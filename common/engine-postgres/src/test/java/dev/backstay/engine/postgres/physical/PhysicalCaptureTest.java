package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters captured while they work, written as plain files and started. */
@Tag("system")
class PhysicalCaptureTest {
  private static final String MONEY =
      """
      SELECT (SELECT sum(balance) FROM account) = (SELECT sum(amount) FROM movement)
        AND (SELECT count(*) FROM movement) = (SELECT max(id) FROM movement)
      """;

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({"15, CONNECTIONS", "16, DISK", "17, CONNECTIONS", "18, CONNECTIONS"})
  void aClusterCapturedUnderLoadStartsWithEverythingThatWasCommitted(int major, Access access)
      throws Exception {
    try (TestCluster source = TestCluster.initialize(temporary.resolve("source"), major)) {
      // Given
      Path space = Files.createDirectory(temporary.resolve("space"));
      Ledger.make(source);
      source.server().user().own(space);
      source.sql(
          "CREATE TABLESPACE far LOCATION '" + space + "'",
          "CREATE TABLE distant TABLESPACE far AS SELECT generate_series(1, 10000) AS n",
          "CREATE UNLOGGED TABLE forgotten AS SELECT generate_series(1, 10000) AS n",
          "CHECKPOINT");
      PhysicalOutcome outcome;
      long committed;

      // When
      try (Ledger ledger = Ledger.keep(source)) {
        ledger.awaitMovements(20);
        outcome = captured(source, access, temporary.resolve("copy"), Optional.empty());
        committed = ledger.committed();
      }

      // Then
      assertThat(outcome.badPages()).isEmpty();
      assertThat(outcome.onDisk()).isEqualTo(access == Access.DISK);
      assertThat(outcome.tablespaces()).extracting(Tablespace::name).containsExactly("far");
      assertThat(outcome.stop()).isGreaterThan(outcome.start());
      try (TestCluster copy = started(temporary.resolve("copy"), major)) {
        assertThat(copy.value(MONEY)).isEqualTo("t");
        assertThat(copy.value("SELECT count(*) FROM distant")).isEqualTo("10000");
        assertThat(copy.value("SELECT count(*) FROM forgotten")).isEqualTo("0");
        assertThat(Long.parseLong(copy.value("SELECT count(*) FROM movement")))
            .isBetween(20L, committed + 1);
        copy.stop();
        assertThat(WrongPages.in(copy.data())).isEmpty();
      }
    }
  }

  @Test
  void aStandbyIsCapturedToo() throws Exception {
    try (TestCluster primary = TestCluster.initialize(temporary.resolve("primary"), 17)) {
      Ledger.make(primary);
      try (TestCluster standby = primary.standby(temporary.resolve("standby"))) {
        PhysicalOutcome outcome;
        try (Ledger ledger = Ledger.keep(primary)) {
          ledger.awaitMovements(20);
          primary.sql("CHECKPOINT");

          // When
          outcome =
              captured(standby, Access.CONNECTIONS, temporary.resolve("copy"), Optional.empty());
        }

        // Then
        assertThat(outcome.facts().inRecovery()).isTrue();
        try (TestCluster copy = started(temporary.resolve("copy"), 17)) {
          assertThat(copy.value("SELECT pg_is_in_recovery()")).isEqualTo("f");
          assertThat(copy.value(MONEY)).isEqualTo("t");
        }
      }
    }
  }

  @Test
  void whatVanishesOrShrinksMeanwhileDoesNoHarm() throws Exception {
    try (TestCluster source = TestCluster.initialize(temporary.resolve("source"), 17)) {
      // Given
      Ledger.make(source);
      source.sql(
          "CREATE TABLE dropped AS SELECT generate_series(1, 300000) AS n",
          "CREATE TABLE cut AS SELECT generate_series(1, 300000) AS n",
          "CREATE DATABASE gone",
          "CHECKPOINT");

      // When
      try (WritingSink sink =
              new WritingSink(Files.createDirectories(temporary.resolve("copy")))
                  .whenItBegins(() -> {
                    source.sql("DROP TABLE dropped", "DELETE FROM cut WHERE n > 10");
                    source.sql("VACUUM cut");
                    source.sql("DROP DATABASE gone");
                    source.sql("CREATE TABLE late AS SELECT 1 AS n", "CHECKPOINT");
                  });
          PhysicalCapture capture = PhysicalCapture.start(request(source, Access.CONNECTIONS))) {
        capture.capture(sink);
        assertThat(sink.problems).isEmpty();
      }

      // Then
      try (TestCluster copy = started(temporary.resolve("copy"), 17)) {
        assertThat(copy.value("SELECT to_regclass('dropped') IS NULL")).isEqualTo("t");
        assertThat(copy.value("SELECT count(*) FROM cut")).isEqualTo("10");
        assertThat(copy.value("SELECT count(*) FROM late")).isEqualTo("1");
        assertThat(copy.value("SELECT count(*) FROM pg_database WHERE datname = 'gone'"))
            .isEqualTo("0");
      }
    }
  }

  @Test
  void aRottenPageIsNamedAndTheRestCaptured() throws Exception {
    try (TestCluster source = TestCluster.initialize(temporary.resolve("source"), 17)) {
      // Given
      source.sql("CREATE TABLE rotten AS SELECT generate_series(1, 100000) AS n", "CHECKPOINT");
      String path = source.value("SELECT pg_relation_filepath('rotten')");
      source.stop();
      Rot.flipByte(source.data().resolve(path), 5L * 8192 + 4000);
      Rot.flipByte(source.data().resolve(path), 7L * 8192 + 3); // where the page's position is
      source.start();

      // When
      PhysicalOutcome outcome =
          captured(source, Access.CONNECTIONS, temporary.resolve("copy"), Optional.empty());

      // Then
      assertThat(outcome.badPages())
          .extracting(BadPage::path, BadPage::block, BadPage::offset, BadPage::relation)
          .containsExactlyInAnyOrder(
              tuple(path, 5L, 5L * 8192, "public.rotten"),
              tuple(path, 7L, 7L * 8192, "public.rotten"));
      assertThat(outcome.moreBadPages()).isZero();
    }
  }

  @Test
  void onlyChangedPartsAreReadAndTheResultIsWhole() throws Exception {
    try (TestCluster source = TestCluster.initialize(temporary.resolve("source"), 17)) {
      // Given
      source.sql(
          "CREATE TABLE still AS SELECT generate_series(1, 300000) AS n",
          "CREATE TABLE moving AS SELECT generate_series(1, 300000) AS n, 0 AS v",
          "CHECKPOINT");
      captured(source, Access.CONNECTIONS, temporary.resolve("full"), Optional.empty());
      source.sql("UPDATE moving SET v = 1 WHERE n = 150000", "CHECKPOINT");

      // When
      long read;
      try (WritingSink sink =
              new WritingSink(
                  Files.createDirectories(temporary.resolve("copy")),
                  Optional.of(temporary.resolve("full")));
          PhysicalCapture capture = PhysicalCapture.start(request(source, Access.CONNECTIONS))) {
        capture.since(BruteForce.compare(temporary.resolve("full/data"), source.data()));
        capture.capture(sink);
        read = capture.outcome().bytesRead();
      }

      // Then
      assertThat(read).isLessThan(12L << 20); // the catalog's other forks, and the log
      try (TestCluster copy = started(temporary.resolve("copy"), 17)) {
        assertThat(copy.value("SELECT sum(v) FROM moving")).isEqualTo("1");
        assertThat(copy.value("SELECT count(*) FROM still")).isEqualTo("300000");
        copy.stop();
        assertThat(WrongPages.in(copy.data())).isEmpty();
      }
    }
  }

  @Test
  void aServerThatIsNotSetUpIsToldWithItsReason() {
    try (TestCluster source =
        TestCluster.initialize(
            temporary.resolve("source"), 17, "wal_level=minimal", "max_wal_senders=0")) {
      assertThatThrownBy(() -> PhysicalCapture.start(request(source, Access.AUTOMATIC)))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_SETTING))
          .hasMessageContaining("wal_level");
    }
  }

  @Test
  void lostConnectionsEndTheCaptureAndLeaveNothingOnTheServer() throws Exception {
    try (TestCluster source = TestCluster.initialize(temporary.resolve("source"), 17)) {
      source.sql("CREATE TABLE held AS SELECT generate_series(1, 300000) AS n");
      try (WritingSink sink =
              new WritingSink(Files.createDirectories(temporary.resolve("copy")))
                  .whenItBegins(() ->
                      source.query(
                          "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                              + " WHERE usename = 'backstay'"));
          PhysicalCapture capture = PhysicalCapture.start(request(source, Access.CONNECTIONS))) {
        assertThatThrownBy(() -> capture.capture(sink))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE));
      }
      assertThat(source.query("SELECT 1 FROM pg_replication_slots")).isEmpty();
    }
  }

  @Test
  void aServerThatLimitsItsSlotsIsToldByItsSetting() throws Exception {
    try (TestCluster source =
        TestCluster.initialize(
            temporary.resolve("source"),
            17,
            "--wal-segsize=1",
            "wal_keep_size=0",
            "min_wal_size=2MB",
            "max_wal_size=3MB",
            "max_slot_wal_keep_size=2MB")) {
      source.sql("CREATE TABLE held AS SELECT generate_series(1, 100000) AS n");
      source.sql("CHECKPOINT"); // from which the slot keeps the log
      try (WritingSink sink =
              new WritingSink(Files.createDirectories(temporary.resolve("copy")))
                  .whenItBegins(() -> {
                    source.sql("CREATE TABLE more AS SELECT generate_series(1, 200000) AS n");
                    source.sql("CHECKPOINT");
                  });
          PhysicalCapture capture = PhysicalCapture.start(request(source, Access.CONNECTIONS))) {
        assertThatThrownBy(() -> capture.capture(sink))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).as("" + e).isEqualTo(ErrorCode.SOURCE_SETTING))
            .hasMessageContaining("max_slot_wal_keep_size = 2 MB");
      }
    }
  }

  @Test
  void aServerThatLimitsItsSlotsIsToldByItsSettingBeforeTheBackupBegan() throws Exception {
    // Given
    try (TestCluster source =
        TestCluster.initialize(
            temporary.resolve("source"),
            17,
            "--wal-segsize=1",
            "wal_keep_size=0",
            "max_slot_wal_keep_size=2MB")) {
      source.sql("CREATE TABLE held AS SELECT generate_series(1, 200000) AS n");

      // When a slot keeps more than that at once: all since the last checkpoint
      assertThatThrownBy(() -> PhysicalCapture.start(request(source, Access.CONNECTIONS)).close())

          // Then
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).as("" + e).isEqualTo(ErrorCode.SOURCE_SETTING))
          .hasMessageContaining("max_slot_wal_keep_size = 2 MB");
    }
  }

  @Test
  void diskAndConnectionsTellTheSame() throws Exception {
    try (TestCluster source =
        TestCluster.initialize(temporary.resolve("source"), 16, "autovacuum=off")) {
      // Given
      source.sql("CREATE TABLE held AS SELECT generate_series(1, 100000) AS n");
      source.sql("VACUUM ANALYZE held");

      // When
      PhysicalOutcome bySql =
          captured(source, Access.CONNECTIONS, temporary.resolve("sql"), Optional.empty());
      PhysicalOutcome byDisk =
          captured(source, Access.AUTOMATIC, temporary.resolve("disk"), Optional.empty());

      // Then
      assertThat(byDisk.onDisk()).isTrue();
      assertThat(bySql.stop()).isLessThan(new Lsn(byDisk.stop().value()));
      assertThat(
              BruteForce.differing(temporary.resolve("sql/data"), temporary.resolve("disk/data")))
          .allSatisfy(path ->
              assertThat(path).matches("backup_label|global/pg_control|pg_wal/.*|pg_xact/0000"));
    }
  }

  private static PhysicalRequest request(TestCluster source, Access access) {
    return PhysicalRequest.of(PostgresAddress.parse(source.url())).withAccess(access);
  }

  private static PhysicalOutcome captured(
      TestCluster source, Access access, Path target, Optional<Path> parent) throws Exception {
    try (WritingSink sink = new WritingSink(Files.createDirectories(target), parent);
        PhysicalCapture capture = PhysicalCapture.start(request(source, access))) {
      capture.capture(sink);
      assertThat(sink.problems).isEmpty();
      assertThat(sink.disorder()).isEmpty();
      assertThat(source.query("SELECT slot_name FROM pg_replication_slots WHERE temporary"))
          .hasSize(1);
      return capture.outcome();
    }
  }

  private static TestCluster started(Path folder, int major) {
    TestCluster copy = TestCluster.of(folder, major);
    assertThat(List.of(copy.data().resolve("backup_label"), copy.data().resolve("PG_VERSION")))
        .allSatisfy(file -> assertThat(file).exists());
    copy.start();
    return copy;
  }
}
