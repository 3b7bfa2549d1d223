package dev.backstay.engine.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.postgres.server.LoopbackPorts;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class ServerSessionTest {
  @TempDir private static Path temporary;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        TestCluster.initialize(
            temporary, 17, "--wal-segsize=1", "shared_preload_libraries=''", "max_connections=33");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void theServerSaysWhoItIsToTheLeastRole() {
    try (ServerSession session = ServerSession.open(backup(), Role.BACKUP)) {
      ServerFacts facts = session.facts();
      assertThat(facts.major()).isEqualTo(17);
      assertThat(facts.system())
          .hasToString(cluster.value("SELECT system_identifier FROM pg_control_system()"));
      assertThat(facts.timeline()).isEqualTo(1);
      assertThat(facts.inRecovery()).isFalse();
      assertThat(facts.blockBytes()).isEqualTo(8192);
      assertThat(facts.walSegmentBytes()).isEqualTo(1 << 20);
      assertThat(facts.checksums()).isTrue();
      assertThat(facts.setting("max_connections")).isEqualTo("33");
      assertThat(facts.settings())
          .containsEntry("data_directory", cluster.data().toString())
          .containsKey("shared_preload_libraries");
    }
  }

  /** The script of the documentation, as it is, made the role of this test's URL. */
  @Test
  void theLeastRoleReadsNothingOutsideOfTheDataDirectoryAndNoTable() {
    cluster.sql("CREATE TABLE IF NOT EXISTS private AS SELECT 1 AS n");
    try (ServerSession session = ServerSession.open(backup(), Role.BACKUP)) {
      assertThatThrownBy(() ->
              session.row(
                  row -> row.getBytes(1), "SELECT pg_read_binary_file('/etc/passwd', 0, 1, true)"))
          .satisfies(e -> assertCode(e, ErrorCode.SOURCE_DENIED));
      assertThatThrownBy(() -> session.row(row -> row.getInt(1), "SELECT n FROM public.private"))
          .satisfies(e -> assertCode(e, ErrorCode.SOURCE_DENIED));
    }
  }

  @Test
  void whatARoleLacksIsNamedBeforeAnythingBegins() {
    cluster.sql(
        "CREATE ROLE poor LOGIN PASSWORD '" + TestCluster.PASSWORD + "'",
        "GRANT EXECUTE ON FUNCTION pg_ls_dir(text,boolean,boolean) TO poor");

    assertThatThrownBy(() -> ServerSession.open(address("poor"), Role.BACKUP))
        .satisfies(e -> assertCode(e, ErrorCode.SOURCE_DENIED))
        .hasMessageContaining("REPLICATION")
        .hasMessageContaining("pg_backup_start(text,boolean)")
        .hasMessageContaining("pg_read_binary_file(text,bigint,bigint,boolean)")
        .hasMessageNotContaining("pg_ls_dir")
        .hasMessageNotContaining("pg_start_backup");
  }

  @Test
  void aWrongPasswordIsDeniedAndNeverTold() {
    Secret url =
        Secret.of("postgresql://backstay:guessed@127.0.0.1:%d/postgres".formatted(cluster.port()));

    assertThatThrownBy(() -> ServerSession.open(PostgresAddress.parse(url), Role.READER))
        .satisfies(e -> assertCode(e, ErrorCode.SOURCE_DENIED))
        .hasMessageNotContaining("guessed");
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() {
    Secret url =
        Secret.of("postgresql://backstay:x@127.0.0.1:%d/postgres".formatted(LoopbackPorts.free()));

    assertThatThrownBy(() -> ServerSession.open(PostgresAddress.parse(url), Role.READER))
        .satisfies(e -> assertCode(e, ErrorCode.SOURCE_UNREACHABLE));
  }

  @Test
  void noLimitOfTheRoleEndsALongBackup() {
    cluster.sql("ALTER ROLE backstay SET statement_timeout = '1s'");
    try (ServerSession session = ServerSession.open(backup(), Role.READER)) {
      assertThat(
              session.row(row -> row.getString(1), "SELECT current_setting('statement_timeout')"))
          .contains("0");
    } finally {
      cluster.sql("ALTER ROLE backstay RESET statement_timeout");
    }
  }

  @Test
  void aServerThatFallsSilentHoldsNoCaptureForEver() throws Exception {
    for (Role role : new Role[] {Role.READER, Role.BACKUP}) {
      try (ServerSession session = ServerSession.open(backup(), role)) {
        int usual = session.connection().getNetworkTimeout();
        assertThat(usual).isPositive();
        assertThat(session.patiently(() -> session.connection().getNetworkTimeout()))
            .isGreaterThan(usual);
        assertThat(session.connection().getNetworkTimeout()).isEqualTo(usual);
      }
    }
  }

  private static void assertCode(Throwable thrown, ErrorCode code) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).as(e.toString()).isEqualTo(code));
  }

  private static PostgresAddress backup() {
    return PostgresAddress.parse(cluster.url());
  }

  private static PostgresAddress address(String user) {
    return PostgresAddress.parse(cluster.url(user, "postgres"));
  }
}
