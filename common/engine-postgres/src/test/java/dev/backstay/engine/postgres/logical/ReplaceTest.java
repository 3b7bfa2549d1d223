package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreOrder.Relocation;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has become of a database since its dump, and outlives what the dump replaces. */
@Tag("system")
final class ReplaceTest {
  private static final int MAJOR = 15;
  private static final String BOOKS = "books";
  private static final Scope WHOLE = new Scope.Whole();

  @TempDir static Path temp;

  private static TestCluster cluster;
  private static DumpFolder dump;

  @BeforeAll
  static void dumpOnce() throws Exception {
    cluster = TestCluster.initialize(temp.resolve("cluster"), MAJOR);
    cluster.sql("CREATE DATABASE " + BOOKS);
    cluster.sqlIn(
        BOOKS,
        "CREATE TABLE ledger (day date, amount int) PARTITION BY RANGE (day)",
        "CREATE TABLE ledger_2026_10 PARTITION OF ledger FOR VALUES FROM ('2026-10-01') TO"
            + " ('2026-11-01')",
        "INSERT INTO ledger VALUES ('2026-10-02', 1), ('2026-10-03', 2)",
        "CREATE TABLE orders (id serial PRIMARY KEY, customer int, place text)",
        "CREATE INDEX orders_customer_idx ON orders (customer)",
        "CREATE STATISTICS orders_places ON customer, place FROM orders",
        "INSERT INTO orders (customer) VALUES (7), (8), (9)");
    dump = new DumpFolder(Files.createDirectories(temp.resolve("dump")));
    new LogicalCapture(
            new LogicalCapture.Setting(
                PostgresAddress.parse(cluster.superuserUrl()),
                new DumpSelection(List.of(BOOKS), List.of(), false, false, false, 1),
                temp.resolve("spool"),
                Spool.DEFAULT_LIMIT_BYTES,
                List.of()))
        .run(dump);
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static RestoreResult replace(String database, Scope scope) {
    String system = cluster.value("SELECT system_identifier FROM pg_control_system()");
    var order =
        new RestoreOrder(
            BOOKS,
            PostgresAddress.parse(cluster.superuserUrl()).withDatabase(database),
            scope,
            Existing.REPLACE,
            Optional.of(database + "@" + system),
            true,
            true,
            1);
    return new DumpRestore(dump, temp.resolve("spool"), List.of()).run(order, _ -> {});
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(String database, Scope scope) {
    return Assertions.assertThatThrownBy(() -> replace(database, scope))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNFIT))
        .hasMessageEndingWith("nothing was changed");
  }

  private static Scope table(String name) {
    return new Scope.Tables(List.of(new TableName("public", name)), Optional.empty());
  }

  private static String in(String database, String query) {
    return cluster.queryIn(database, query).getFirst().getFirst();
  }

  private static void copy(String database) {
    cluster.sql("CREATE DATABASE %s TEMPLATE %s".formatted(database, BOOKS));
  }

  @Test
  void partitionAttachedSinceTheDumpIsNeverDroppedWithItsParent() {
    // Given
    copy("attached");
    cluster.sqlIn(
        "attached",
        "CREATE TABLE ledger_2026_11 PARTITION OF ledger FOR VALUES FROM ('2026-11-01') TO"
            + " ('2026-12-01') PARTITION BY RANGE (day)",
        "CREATE TABLE ledger_2026_11_early PARTITION OF ledger_2026_11 FOR VALUES FROM"
            + " ('2026-11-01') TO ('2026-11-15')",
        "INSERT INTO ledger VALUES ('2026-11-02', 3)");

    // When
    assertRefused("attached", table("ledger"))
        .hasMessageContaining("[public.ledger_2026_11, public.ledger_2026_11_early]");
    assertRefused("attached", WHOLE).hasMessageContaining("public.ledger_2026_11");

    // Then
    assertThat(in("attached", "SELECT count(*) FROM ledger")).isEqualTo("3");
    cluster.sqlIn("attached", "ALTER TABLE ledger DETACH PARTITION ledger_2026_11");
    assertThat(replace("attached", table("ledger")).problems()).isEmpty();
    assertThat(in("attached", "SELECT count(*) FROM ledger")).isEqualTo("2");
    assertThat(in("attached", "SELECT count(*) FROM ledger_2026_11")).isEqualTo("1");
  }

  @Test
  void indexesSequencesAndStatisticsOfATablePutAsideStayItsOwn() {
    // Given
    copy("renamed");
    cluster.sqlIn("renamed", "ALTER TABLE orders RENAME TO orders_kept");

    // When
    assertRefused("renamed", table("orders"))
        .hasMessageContaining("INDEX public.orders_customer_idx of public.orders_kept")
        .hasMessageContaining("INDEX public.orders_pkey of public.orders_kept")
        .hasMessageContaining("SEQUENCE public.orders_id_seq of public.orders_kept")
        .hasMessageContaining("STATISTICS public.orders_places of public.orders_kept");
    assertRefused("renamed", WHOLE).hasMessageContaining("public.orders_customer_idx");

    // Then
    assertThat(
            in("renamed", "SELECT count(*) FROM pg_index WHERE indrelid='orders_kept'::regclass"))
        .isEqualTo("2");
    cluster.sqlIn(
        "renamed",
        "ALTER INDEX orders_customer_idx RENAME TO kept_customer_idx",
        "ALTER INDEX orders_pkey RENAME TO kept_pkey",
        "ALTER SEQUENCE orders_id_seq RENAME TO kept_id_seq",
        "ALTER STATISTICS orders_places RENAME TO kept_places");
    assertThat(replace("renamed", table("orders")).problems()).isEmpty();
    assertThat(replace("renamed", WHOLE).problems()).isEmpty();
    assertThat(
            in("renamed", "SELECT count(*) FROM pg_index WHERE indrelid='orders_kept'::regclass"))
        .isEqualTo("2");
  }

  @Test
  void indexThatBearsTheNameARenamedTablesIndexWouldHaveStays() {
    // Given
    copy("moved");
    cluster.sqlIn(
        "moved",
        "CREATE TABLE rescued (id int)",
        "CREATE TABLE precious (id int)",
        "CREATE INDEX rescued_customer_idx ON precious (id)");
    var rescued =
        new Scope.Tables(
            List.of(new TableName("public", "orders")),
            Optional.of(new Relocation(Optional.empty(), Optional.of("rescued"))));

    // When
    assertRefused("moved", rescued)
        .hasMessageContaining("INDEX public.rescued_customer_idx of public.precious");

    // Then
    cluster.sqlIn("moved", "ALTER INDEX rescued_customer_idx RENAME TO precious_idx");
    assertThat(replace("moved", rescued).problems()).isEmpty();
    assertThat(in("moved", "SELECT count(*) FROM rescued")).isEqualTo("3");
  }
}
