package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps and their restores as an operator types them. */
@Tag("system")
class PostgresDumpTest {
  private static final int MAJOR = 15;

  @TempDir Path directory;

  private TestCluster cluster;
  private Shell shell;

  @BeforeEach
  void make() throws IOException {
    cluster = TestCluster.initialize(directory.resolve("cluster"), MAJOR);
    cluster.sql("CREATE DATABASE orders");
    cluster.sqlIn(
        "orders",
        "CREATE TABLE orders (id serial PRIMARY KEY, note text)",
        "INSERT INTO orders (note) SELECT md5(i::text) FROM generate_series(1, 1000) i");
    shell = Shell.in(directory).with("TMPDIR", directory.resolve("spool").toString());
    shell.run("vault", "init").orFail();
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private String urlFile(String database) throws IOException {
    return shell
        .passwordFile(database + ".url", cluster.url(TestCluster.SUPERUSER, database).text())
        .toString();
  }

  @Test
  void databaseIsDumpedLostAndRestored() throws IOException {
    // Given
    Told dumped =
        shell.run("backup", "postgres-dump", "--url-file", urlFile("orders"), "--json").orFail();
    assertThat(dumped.out())
        .contains("\"databases\":[\"orders\",\"postgres\"]", "\"rows\":1000", "\"tables\":1");
    cluster.sqlIn("orders", "DELETE FROM orders WHERE id > 10");

    // When
    Told refused = restore("--database", "orders", "--into", urlFile("orders"));
    Told unconfirmed = restore("--database", "orders", "--into", urlFile("orders"), "--clean");
    String system = cluster.value("SELECT system_identifier FROM pg_control_system()");
    Told confirmed =
        restore(
            "--database",
            "orders",
            "--into",
            urlFile("orders"),
            "--clean",
            "--confirm",
            "orders@" + system);

    // Then
    refused.isRefused(ErrorCode.TARGET_UNFIT);
    unconfirmed.isRefused(ErrorCode.CONFIRMATION_NEEDED);
    assertThat(unconfirmed.err()).contains("'orders@" + system + "'");
    assertThat(confirmed.orFail().out()).contains("1 table compared", "1,000 rows in them");
    assertThat(cluster.queryIn("orders", "SELECT count(*) FROM orders").getFirst())
        .containsExactly("1000");
    assertThat(dumped.out() + dumped.err() + confirmed.out() + confirmed.err())
        .doesNotContain(TestCluster.PASSWORD);
  }

  private Told restore(String... options) {
    String[] whole = new String[options.length + 3];
    whole[0] = "restore";
    whole[1] = "postgres-dump";
    whole[2] = "latest";
    System.arraycopy(options, 0, whole, 3, options.length);
    return shell.run(whole);
  }

  @Test
  void tableComesBesideTheOriginal() throws IOException {
    // Given
    shell.run("backup", "postgres-dump", "--url-file", urlFile("orders"), "--checksums").orFail();
    String url = urlFile("orders");

    // When
    restore("-d", "orders", "--into", url, "--table", "public.orders", "--as", "recovered.orders")
        .orFail();
    restore("-d", "orders", "--into", url, "--schema", "public", "--schema-as", "again").orFail();

    // Then
    assertThat(
            cluster.queryIn(
                "orders",
                "SELECT (SELECT count(*) FROM recovered.orders), (SELECT count(*) FROM"
                    + " again.orders)"))
        .containsExactly(List.of("1000", "1000"));
  }

  @Test
  void whatIsMissingOrWrongIsToldWithItsRemedy() throws IOException {
    String url = urlFile("orders");
    shell.run("backup", "postgres-dump", "--url-file", url, "--schema-only").orFail();

    restore("--into", url).isRefused(ErrorCode.USAGE);
    restore("--into", url, "-d", "orders", "--as", "x").isRefused(ErrorCode.USAGE);
    restore("--into", url, "-d", "orders", "--clean", "--replace").isRefused(ErrorCode.USAGE);
    restore("--into", url, "-d", "orders", "--schema", "none").isRefused(ErrorCode.USAGE);
    restore("--into", url, "-d", "nowhere").isRefused(ErrorCode.PATH_NOT_FOUND);
    restore("--into", url, "-d", "orders", "--table", "public.nothing")
        .isRefused(ErrorCode.PATH_NOT_FOUND);
    restore("--into", url, "--globals").isRefused(ErrorCode.CONFIRMATION_NEEDED);
    shell
        .run("backup", "postgres-dump", "--url-file", url, "--database", "nowhere")
        .isRefused(ErrorCode.SOURCE_NOT_FOUND);
    shell
        .run("backup", "postgres-dump", "--url-file", url, "--jobs", "0")
        .isRefused(ErrorCode.USAGE);
    Files.writeString(Path.of(url), "postgresql://postgres:wrong@127.0.0.1:" + cluster.port());
    shell.run("backup", "postgres-dump", "--url-file", url).isRefused(ErrorCode.SOURCE_DENIED);
  }
}
