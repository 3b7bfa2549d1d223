package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that a restore drops is there until the one that replaces it is whole. */
@Tag("system")
final class ReplacedDatabaseTest {
  private static final String KEPT = "sales";

  @TempDir static Path temp;

  private static TestCluster cluster;

  @TempDir Path directory;

  @BeforeAll
  static void aDatabaseIsThere() {
    cluster = TestCluster.initialize(temp.resolve("cluster"), 15);
    cluster.sql("CREATE DATABASE " + KEPT);
    cluster.sqlIn(KEPT, "CREATE TABLE told AS SELECT generate_series(1, 100) n");
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static PostgresAddress server() {
    return PostgresAddress.parse(cluster.superuserUrl());
  }

  private DumpFolder dump() throws IOException {
    DumpFolder folder = new DumpFolder(Files.createDirectories(directory.resolve("dump")));
    new LogicalCapture(
            new LogicalCapture.Setting(
                server(),
                new DumpSelection(List.of(KEPT), List.of(), false, false, true, 1),
                directory.resolve("spool"),
                Spool.DEFAULT_LIMIT_BYTES,
                List.of()))
        .run(folder);
    return folder;
  }

  private RestoreResult replace(DumpFolder dump) {
    String system = cluster.value("SELECT system_identifier FROM pg_control_system()");
    return new DumpRestore(dump, directory.resolve("spool"), List.of())
        .run(
            new RestoreOrder(
                KEPT,
                server().withDatabase(KEPT),
                new Scope.Whole(),
                Existing.DROP,
                Optional.of(KEPT + "@" + system),
                true,
                true,
                1),
            _ -> {});
  }

  private static void assertThatAllIsAsItWas() {
    assertThat(cluster.queryIn(KEPT, "SELECT count(*) FROM told WHERE n < 0").getFirst())
        .containsExactly("1");
    assertThat(cluster.value("SELECT count(*) FROM pg_database WHERE datname ~ 'scratch'"))
        .isEqualTo("0");
  }

  @Test
  void whatCannotBeCreatedOrLoadedReplacesNothing() throws Exception {
    // Given
    DumpFolder dump = dump();
    Path record = dump.path(DumpRecord.FILE);
    String written = Files.readString(record);
    String elsewhere = written.replaceFirst("(\"collate\"\\s*:\\s*)\"C\"", "$1\"xx_XX.UTF-8\"");
    assertThat(elsewhere).isNotEqualTo(written);
    Files.writeString(record, elsewhere);
    cluster.sqlIn(KEPT, "INSERT INTO told VALUES (-1)");

    // When
    try (var session = cluster.connect(KEPT)) {
      assertThatThrownBy(() -> replace(dump))
          .isInstanceOf(BackstayException.class)
          .hasMessageContaining("xx_XX");

      // Then
      assertThat(session.isValid(5)).isTrue();
      assertThatAllIsAsItWas();
    }

    // When the rows are not those that were dumped
    Files.writeString(record, written.replaceFirst("(\"rows\"\\s*:\\s*)100", "$199"));
    RestoreResult result = replace(dump);

    // Then
    assertThat(result.problems()).anyMatch(problem -> problem.contains("is as it was"));
    assertThatAllIsAsItWas();

    // When all is well
    Files.writeString(record, written);
    assertThat(replace(dump).problems()).isEmpty();

    // Then
    assertThat(cluster.queryIn(KEPT, "SELECT count(*) FROM told").getFirst())
        .containsExactly("100");
    assertThat(cluster.value("SELECT count(*) FROM pg_database WHERE datname ~ 'scratch'"))
        .isEqualTo("0");
  }

  @Test
  void anOldDatabaseThatCannotBeDroppedHindersNothing() throws Exception {
    // Given
    DumpFolder dump = dump();
    cluster.sqlIn(
        KEPT,
        "INSERT INTO told VALUES (-1)",
        "CREATE SUBSCRIPTION feed CONNECTION '' PUBLICATION news WITH (connect = false)");

    // When
    assertThatThrownBy(() -> replace(dump))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESTORE_INCOMPLETE))
        .hasMessageContaining("was replaced and is whole")
        .hasMessageContaining("DROP DATABASE \"backstay_replaced_");

    // Then
    assertThat(cluster.queryIn(KEPT, "SELECT count(*) FROM told").getFirst())
        .containsExactly("100");
    assertThat(cluster.value("SELECT count(*) FROM pg_database WHERE datname ~ 'scratch'"))
        .isEqualTo("0");
    assertThat(cluster.value("SELECT count(*) FROM pg_database WHERE datname ~ 'replaced'"))
        .isEqualTo("1");
  }

  @Test
  void sessionsThatTheRoleMayEndButNotSeeHinderNothing() {
    // Given
    cluster.sql(
        "CREATE ROLE mender LOGIN CREATEDB PASSWORD '%s'".formatted(TestCluster.PASSWORD),
        "GRANT pg_signal_backend TO mender",
        "CREATE DATABASE ledger OWNER mender");
    PostgresAddress ledger = PostgresAddress.parse(cluster.url("mender", "ledger"));
    PostgresAddress reader = PostgresAddress.parse(cluster.url(TestCluster.BACKUP_USER, "ledger"));
    ScratchDatabase replacement = ScratchDatabase.named(TargetFacts.of(ledger));
    try (DatabaseLink link = DatabaseLink.open(ledger.withDatabase("postgres"));
        DatabaseLink reading = DatabaseLink.open(reader)) {
      link.execute("CREATE DATABASE " + replacement.name());

      // When
      replacement.replace("ledger");

      // Then
      assertThatThrownBy(() -> reading.one("SELECT 1")).isInstanceOf(BackstayException.class);
      assertThat(link.one("SELECT count(*) FROM pg_database WHERE datname ~ 'ledger'"))
          .isEqualTo("1");
    }
  }
}
