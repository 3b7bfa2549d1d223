package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreOrder.Relocation;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One odd database, dumped and restored in every way, on Debian's complete PostgreSQL 15. */
@Tag("system")
final class LogicalRoundTripTest {
  private static final int MAJOR = 15;

  @TempDir static Path temp;

  private static TestCluster source;
  private static TestCluster target;
  private static DumpFolder dump;

  @BeforeAll
  static void dumpOnce() throws Exception {
    source = TestCluster.initialize(temp.resolve("source"), MAJOR);
    target = TestCluster.initialize(temp.resolve("target"), MAJOR);
    OddDatabase.make(source);
    target.sql("CREATE ROLE \"Shop Keeper\" LOGIN");
    dump = dump("dump", new DumpSelection(List.of(), List.of(), true, false, true, 3));
  }

  @AfterAll
  static void end() {
    source.close();
    target.close();
  }

  private static DumpFolder dump(String name, DumpSelection selection) throws Exception {
    DumpFolder folder = new DumpFolder(Files.createDirectories(temp.resolve(name)));
    capture(selection, Spool.DEFAULT_LIMIT_BYTES).run(folder);
    return folder;
  }

  private static LogicalCapture capture(DumpSelection selection, long limitBytes) {
    return new LogicalCapture(
        new LogicalCapture.Setting(
            PostgresAddress.parse(source.superuserUrl()),
            selection,
            temp.resolve("spool"),
            limitBytes,
            List.of()));
  }

  private static RestoreResult restore(DumpFolder from, RestoreOrder order) {
    return new DumpRestore(from, temp.resolve("spool"), List.of()).run(order, _ -> {});
  }

  private static PostgresAddress at(TestCluster cluster, String database) {
    return PostgresAddress.parse(cluster.superuserUrl()).withDatabase(database);
  }

  private static RestoreOrder whole(String database, Existing existing, String confirmation) {
    return new RestoreOrder(
        OddDatabase.NAME,
        at(target, database),
        new Scope.Whole(),
        existing,
        Optional.of(confirmation).filter(words -> !words.isEmpty()),
        true,
        true,
        2);
  }

  private static RestoreOrder tables(
      String database, List<TableName> tables, Optional<Relocation> place, Existing existing) {
    return new RestoreOrder(
        OddDatabase.NAME,
        at(target, database),
        new Scope.Tables(tables, place),
        existing,
        Optional.of(confirmation(database)),
        true,
        true,
        2);
  }

  private static String confirmation(String what) {
    return what + "@" + target.value("SELECT system_identifier FROM pg_control_system()");
  }

  @Test
  void recordCountsWhatTheSourceHolds() {
    // When
    DumpRecord told = dump.record();
    DumpedDatabase odd = told.database(OddDatabase.NAME);

    // Then
    assertThat(told.major()).isEqualTo(MAJOR);
    assertThat(told.databases())
        .extracting(DumpedDatabase::name)
        .contains(OddDatabase.NAME, "postgres");
    assertThat(odd.largeObjects()).hasValue(2);
    assertThat(odd.roles()).contains("Shop Keeper");
    assertThat(odd.tables())
        .filteredOn(table -> table.name().equals(OddDatabase.ODD))
        .singleElement()
        .satisfies(table -> assertThat(table.rows()).hasValue(300));
    assertThat(odd.tables())
        .filteredOn(table -> table.name().equals(OddDatabase.PART))
        .singleElement()
        .satisfies(table -> assertThat(table.rows()).isEmpty());
    assertThat(temp.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void restoredDatabaseIsTheSourcesInEveryRespect() {
    // When
    RestoreResult result = restore(dump, whole(OddDatabase.NAME, Existing.KEEP, ""));

    // Then
    assertThat(result.problems()).isEmpty();
    assertThat(result.rows()).isEqualTo(300 + 500 + 500 + 400);
    assertThat(OddDatabase.definitions(target, OddDatabase.NAME))
        .isEqualTo(OddDatabase.definitions(source, OddDatabase.NAME));
  }

  @Test
  void databaseIsDroppedWithItsSessionsOnlyWhenConfirmed() throws Exception {
    // Given
    target.sql("CREATE DATABASE occupied");
    target.sqlIn("occupied", "CREATE TABLE precious (id int)");
    try (var session = target.connect("occupied")) {
      // When
      assertThatThrownBy(() -> restore(dump, whole("occupied", Existing.KEEP, "")))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNFIT));
      assertThatThrownBy(() -> restore(dump, whole("occupied", Existing.DROP, "occupied@1")))
          .hasMessageContaining(confirmation("occupied"));
      assertThat(session.isValid(5)).isTrue();
      RestoreResult result =
          restore(dump, whole("occupied", Existing.DROP, confirmation("occupied")));

      // Then
      assertThat(result.problems()).isEmpty();
      assertThat(session.isValid(5)).isFalse();
      assertThat(target.queryIn("occupied", "SELECT to_regclass('precious')").getFirst())
          .containsExactly("");
    }
  }

  @Test
  void objectsAreReplacedAndOthersStay() {
    // Given
    restore(dump, whole("replaced", Existing.KEEP, ""));
    target.sqlIn("replaced", "CREATE TABLE public.precious (id int)", "DELETE FROM public.child");

    // When
    RestoreResult result =
        restore(dump, whole("replaced", Existing.REPLACE, confirmation("replaced")));

    // Then
    assertThat(result.problems()).isEmpty();
    assertThat(target.queryIn("replaced", "SELECT count(*) FROM public.child").getFirst())
        .containsExactly("500");
    assertThat(target.queryIn("replaced", "SELECT to_regclass('public.precious')").getFirst())
        .containsExactly("precious");
  }

  @Test
  void tableComesBackWithAllThatBelongsToIt() {
    // Given
    restore(dump, whole("one_table", Existing.KEEP, ""));
    target.sqlIn("one_table", "DROP TABLE public.child CASCADE", "DROP TABLE public.part CASCADE");

    // When
    RestoreResult result =
        restore(
            dump,
            tables(
                "one_table",
                List.of(OddDatabase.CHILD, OddDatabase.PART),
                Optional.empty(),
                Existing.KEEP));

    // Then
    assertThat(result.problems()).isEmpty();
    assertThat(result.tables()).isEqualTo(3);
    target.sqlIn(
        "one_table",
        "CREATE VIEW public.notes AS SELECT note FROM public.child",
        "CREATE MATERIALIZED VIEW public.totals AS SELECT count(*) AS n FROM public.part");
    assertThat(OddDatabase.definitions(target, "one_table"))
        .containsAll(
            source.queryIn(
                OddDatabase.NAME,
                "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE conrelid = 'public.child'::regclass"));
  }

  @Test
  void tableThatIsThereIsReplacedAllOrNothing() {
    // Given
    restore(dump, whole("guarded", Existing.KEEP, ""));
    target.sqlIn("guarded", "DELETE FROM public.child WHERE id > 100");
    List<TableName> child = List.of(OddDatabase.CHILD);

    // When
    assertThatThrownBy(
            () -> restore(dump, tables("guarded", child, Optional.empty(), Existing.KEEP)))
        .hasMessageContaining("has [public.child] already");
    assertThatThrownBy(
            () -> restore(dump, tables("guarded", child, Optional.empty(), Existing.REPLACE)))
        .hasMessageContaining("which is as it was"); // a view depends on it

    // Then
    assertThat(target.queryIn("guarded", "SELECT count(*) FROM public.child").getFirst())
        .containsExactly("100");
    target.sqlIn("guarded", "DROP VIEW public.notes");
    assertThat(
            restore(dump, tables("guarded", child, Optional.empty(), Existing.REPLACE)).problems())
        .isEmpty();
    assertThat(target.queryIn("guarded", "SELECT count(*) FROM public.child").getFirst())
        .containsExactly("500");
  }

  @Test
  void tablesComeUnderAnotherSchemaBesideTheOriginals() {
    // Given
    restore(dump, whole("beside", Existing.KEEP, ""));

    // When
    RestoreResult result =
        restore(
            dump,
            tables(
                "beside",
                List.of(OddDatabase.CHILD, OddDatabase.ODD, OddDatabase.PART),
                Optional.of(new Relocation(Optional.of("Re.covered"), Optional.empty())),
                Existing.KEEP));

    // Then
    assertThat(result.problems()).isEmpty();
    assertThat(result.leftOut()).singleElement().asString().contains("child_pid_fkey");
    assertThat(result.rows()).isEqualTo(500 + 300 + 400);
    assertThat(
            target.queryIn(
                "beside",
                "SELECT pg_get_serial_sequence('\"Re.covered\".child', 'id'), (SELECT"
                    + " relowner::regrole FROM pg_class WHERE oid = '\"Re.covered\".\"T \"\"q\"\""
                    + " x\n"
                    + "y\"'::regclass)"))
        .containsExactly(List.of("\"Re.covered\".child_id_seq", "\"Shop Keeper\""));
    assertThat(
            target.queryIn(
                "beside",
                "SELECT count(*) FROM pg_index WHERE indrelid = '\"Re.covered\".child'::regclass"))
        .containsExactly(List.of("3"));
    assertThat(
            target.queryIn(
                "beside",
                "SELECT stxname FROM pg_statistic_ext WHERE stxrelid ="
                    + " '\"Re.covered\".child'::regclass"))
        .containsExactly(List.of("child_stats"));
    assertThat(target.queryIn("postgres", "SELECT datname FROM pg_database"))
        .noneMatch(row -> row.getFirst().startsWith("backstay_scratch"));
  }

  @Test
  void tableComesUnderAnotherNameInItsOwnSchema() {
    // Given
    restore(dump, whole("renamed", Existing.KEEP, ""));
    var place = Optional.of(new Relocation(Optional.empty(), Optional.of("rescued")));

    // When
    RestoreResult child =
        restore(dump, tables("renamed", List.of(OddDatabase.CHILD), place, Existing.KEEP));
    var split = Optional.of(new Relocation(Optional.empty(), Optional.of("split")));
    RestoreResult part =
        restore(dump, tables("renamed", List.of(OddDatabase.PART), split, Existing.KEEP));

    // Then
    assertThat(child.problems()).isEmpty();
    assertThat(part.problems()).isEmpty();
    assertThat(
            target.queryIn(
                "renamed",
                "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid ="
                    + " 'public.rescued'::regclass ORDER BY 1"))
        .containsExactly(
            List.of("rescued_by_note"), List.of("rescued_id_key"), List.of("rescued_ix"));
    assertThat(target.queryIn("renamed", "SELECT count(*) FROM public.split_2026").getFirst())
        .isEqualTo(
            source.queryIn(OddDatabase.NAME, "SELECT count(*) FROM public.part_2026").getFirst());
    target.sqlIn("renamed", "INSERT INTO public.rescued (pid) VALUES (1)");
    assertThat(target.queryIn("renamed", "SELECT max(id) FROM public.rescued").getFirst())
        .containsExactly("501");
  }

  @Test
  void rolesAreRestoredWhenConfirmed() throws Exception {
    // Given
    try (TestCluster fresh = TestCluster.initialize(temp.resolve("fresh"), MAJOR)) {
      var restore = new DumpRestore(dump, temp.resolve("spool"), List.of());
      assertThatThrownBy(() -> restore.globals(at(fresh, "postgres"), Optional.empty()))
          .hasMessageContaining("globals@");

      // When
      String system = fresh.value("SELECT system_identifier FROM pg_control_system()");
      RestoreResult result =
          restore.globals(at(fresh, "postgres"), Optional.of("globals@" + system));

      // Then
      assertThat(result.problems()).isEmpty();
      String hash = "SELECT rolpassword FROM pg_authid WHERE rolname = 'Shop Keeper'";
      assertThat(fresh.value(hash)).isEqualTo(source.value(hash)).startsWith("SCRAM");
    }
  }

  @Test
  void definitionsAloneAndTablesByPatternAreDumped() throws Exception {
    // When
    List<String> odd = List.of(OddDatabase.NAME);
    DumpFolder schema = dump("schema", new DumpSelection(odd, List.of(), false, true, false, 1));
    DumpFolder part =
        dump(
            "part",
            new DumpSelection(
                odd,
                List.of(TablePattern.parse("public.part"), TablePattern.parse("*.T *")),
                false,
                false,
                false,
                2));

    // Then
    restore(schema, whole("schema_only", Existing.KEEP, ""));
    assertThat(target.queryIn("schema_only", "SELECT count(*) FROM public.child").getFirst())
        .containsExactly("0");
    assertThat(part.record().database(OddDatabase.NAME).tables())
        .extracting(table -> table.name().name())
        .containsExactlyInAnyOrder("part", "part_2025", "part_2026", OddDatabase.ODD.name());
    target.sql("CREATE DATABASE parts");
    target.sqlIn(
        "parts",
        "CREATE SCHEMA \"Odd.Schema\"",
        "CREATE TYPE \"Odd.Schema\".mood AS ENUM ('a', 'it''s')");
    RestoreResult result =
        restore(
            part,
            tables(
                "parts",
                List.of(OddDatabase.PART, OddDatabase.ODD),
                Optional.empty(),
                Existing.KEEP));
    assertThat(result.problems()).isEmpty();
    assertThat(result.rows()).isEqualTo(700);
  }

  @Test
  void roleThatMayOnlyReadDumpsWhatItMayRead() throws Exception {
    // Given
    source.sql(
        "CREATE ROLE dumper LOGIN BYPASSRLS PASSWORD '%s'".formatted(TestCluster.PASSWORD),
        "CREATE ROLE reader LOGIN PASSWORD '%s'".formatted(TestCluster.PASSWORD),
        "GRANT pg_read_all_data TO dumper",
        "CREATE DATABASE plain");
    source.sqlIn(
        "plain",
        "CREATE TABLE t (id int)",
        "INSERT INTO t VALUES (1), (2)",
        "GRANT SELECT ON t TO reader");

    // When
    DumpFolder all = plainBy("dumper");
    DumpFolder some = plainBy("reader");

    // Then
    assertThat(all.record().rolePasswords()).isTrue();
    assertThat(all.path(DumpRecord.GLOBALS)).content().contains("Shop Keeper", "SCRAM");
    assertThat(some.record().rolePasswords()).isFalse();
    assertThat(some.path(DumpRecord.GLOBALS))
        .content()
        .contains("Shop Keeper")
        .doesNotContain("SCRAM");
    assertThat(some.record().database("plain").tables().getFirst().rows()).hasValue(2);
  }

  private static DumpFolder plainBy(String role) throws Exception {
    DumpFolder folder = new DumpFolder(Files.createDirectories(temp.resolve("plain-" + role)));
    var selection = new DumpSelection(List.of("plain"), List.of(), true, false, true, 1);
    new LogicalCapture(
            new LogicalCapture.Setting(
                PostgresAddress.parse(source.url(role, "plain")),
                selection,
                temp.resolve("spool"),
                Spool.DEFAULT_LIMIT_BYTES,
                List.of()))
        .run(folder);
    return folder;
  }

  @Test
  void dumpIsPausedWhileTooMuchWaitsAndIsWholeAfterwards() throws Exception {
    // Given
    DumpFolder folder = new DumpFolder(Files.createDirectories(temp.resolve("slow")));
    var selection = new DumpSelection(List.of(OddDatabase.NAME), List.of(), false, false, true, 2);

    // When a reader holds up every file while next to nothing may wait
    capture(selection, 1)
        .run((path, content) -> {
          try {
            Thread.sleep(120);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          folder.file(path, content);
        });

    // Then
    assertThat(restore(folder, whole("slow", Existing.KEEP, "")).problems()).isEmpty();
  }

  @Test
  void nothingIsLeftOfADumpWhoseReaderFails() {
    var selection = new DumpSelection(List.of(OddDatabase.NAME), List.of(), false, false, true, 2);

    assertThatThrownBy(() ->
            capture(selection, 1)
                .run((_, _) -> {
                  throw new BackstayException(ErrorCode.STORE_FULL, "full");
                }))
        .hasMessage("full");
    assertThat(temp.resolve("spool")).isEmptyDirectory();
    assertThat(source.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'pg_dump'"))
        .isEmpty();
  }

  @Test
  void whatCannotBeDumpedIsToldWithItsCause() {
    assertThatThrownBy(() ->
            capture(new DumpSelection(List.of("nowhere"), List.of(), true, false, false, 1), 1)
                .run(dump))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND));
    assertThatThrownBy(() ->
            capture(
                    new DumpSelection(
                        List.of(), List.of(TablePattern.parse("no.such")), true, false, false, 1),
                    1)
                .run(new DumpFolder(temp.resolve("none"))))
        .hasMessageContaining("no.such");
    assertThatThrownBy(() -> ClientPrograms.atLeast(40, List.of()))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROGRAM_MISSING));
  }

  @Test
  void noPasswordIsEverOnACommandLine() {
    PostgresAddress address = at(source, OddDatabase.NAME);
    ClientCommand command = ClientCommand.in(temp, address, List.of("/bin/true"));

    assertThat(command.process(List.of()).command().toString())
        .doesNotContain(TestCluster.PASSWORD);
    assertThat(command.process(List.of()).environment())
        .containsEntry("PGPASSWORD", TestCluster.PASSWORD)
        .containsEntry("PGDATABASE", OddDatabase.NAME);
    assertThat(TestCluster.PASSWORD.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }
}
