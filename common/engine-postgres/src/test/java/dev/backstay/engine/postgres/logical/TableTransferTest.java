package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.postgres.fixture.TestPrograms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that was brought out of a recovered cluster can be worked with as the original could. */
@Tag("system")
final class TableTransferTest {
  private static final int MAJOR = 15;
  private static final TableName ODD = new TableName("Odd.Schema", "Or \"ders");
  private static final TableName PLACE = new TableName("recovered", "O2");
  private static final String O2 = "recovered.\"O2\"";

  @TempDir static Path temp;

  private static TestCluster source;
  private static TestCluster target;
  private static ScratchServer scratch;

  @BeforeAll
  static void oneClusterIsRecoveredAndTheOtherLacksSomeOfIt() {
    source = TestCluster.initialize(temp.resolve("source"), MAJOR);
    source.sql(
        "CREATE ROLE keeper; CREATE ROLE departed; CREATE TABLE gone (id int PRIMARY KEY);"
            + " CREATE TABLE customers (id int PRIMARY KEY); INSERT INTO customers VALUES (1), (2);"
            + " CREATE SEQUENCE common_numbers",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN NEW.note := 'stamped'; RETURN NEW; END $$",
        "CREATE FUNCTION forgotten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
        "CREATE SCHEMA \"Odd.Schema\"; CREATE SCHEMA recovered; CREATE TABLE recovered.\"O2\" (old"
            + " int); CREATE INDEX \"O2_amount\" ON recovered.\"O2\" (old)");
    makeTheOddTable();
    makeTheParts();
    makeTheNamesakes();
    makeTheWords();
    source.stop();
    target = TestCluster.initialize(temp.resolve("target"), MAJOR);
    target.sql(
        "CREATE ROLE keeper; CREATE TABLE customers (id int PRIMARY KEY);"
            + " INSERT INTO customers VALUES (1), (2)",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN NEW.note := 'stamped'; RETURN NEW; END $$",
        "CREATE TABLE days (day date, n int) PARTITION BY RANGE (day)",
        "CREATE SCHEMA beside; CREATE TABLE beside.live (id int, n int);"
            + " CREATE SEQUENCE beside.counted_id_seq OWNED BY beside.live.id;"
            + " SELECT setval('beside.counted_id_seq', 500); CREATE TABLE beside.items (id int"
            + " GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME beside.numbered_id_seq))",
        "CREATE INDEX noted_n ON beside.live ((n + 1)); COMMENT ON INDEX beside.noted_n IS 'live';"
            + " CREATE STATISTICS beside.noted_both ON id, n FROM beside.live;"
            + " COMMENT ON STATISTICS beside.noted_both IS 'live'",
        "CREATE DATABASE reading",
        "ALTER DATABASE reading SET xmloption = 'document'",
        "ALTER DATABASE reading SET array_nulls = off");
    scratch =
        ScratchServer.start(
            new ScratchServer.Setup(
                TestPrograms.of(MAJOR),
                source.data(),
                temp.resolve("s"),
                Map.of(),
                Duration.ofMinutes(1)));
  }

  private static void makeTheOddTable() {
    source.sql(
        """
        CREATE TABLE "Odd.Schema"."Or ""ders" (
          id serial PRIMARY KEY,
          number int GENERATED ALWAYS AS IDENTITY (START 100),
          amount numeric CONSTRAINT positive CHECK (amount > 0),
          twice numeric GENERATED ALWAYS AS (amount * 2) STORED,
          customer int CONSTRAINT of_customer REFERENCES customers ON DELETE SET NULL,
          before int CONSTRAINT of_itself REFERENCES "Odd.Schema"."Or ""ders",
          lost int CONSTRAINT of_gone REFERENCES gone,
          common int DEFAULT nextval('common_numbers'),
          note text DEFAULT 'a; -- "b" OWNER TO ''c''
        \\restrict d',
          wide text)
        """,
        """
        ALTER TABLE "Odd.Schema"."Or ""ders" ALTER COLUMN wide SET STORAGE EXTERNAL,
          ALTER COLUMN amount SET STATISTICS 77, SET (fillfactor = 71), OWNER TO keeper,
          ENABLE ROW LEVEL SECURITY
        """,
        "CREATE UNIQUE INDEX \"Or \"\"ders_amount\" ON \"Odd.Schema\".\"Or \"\"ders\" ((amount +"
            + " 1), lower(note)) WHERE id > 0",
        "CREATE STATISTICS \"Odd.Schema\".both ON amount, customer FROM \"Odd.Schema\".\"Or"
            + " \"\"ders\"",
        "CREATE TRIGGER stamping BEFORE INSERT ON \"Odd.Schema\".\"Or \"\"ders\" FOR EACH ROW"
            + " EXECUTE FUNCTION stamp()",
        "CREATE POLICY own ON \"Odd.Schema\".\"Or \"\"ders\" TO keeper USING (amount < 5)",
        "COMMENT ON TABLE \"Odd.Schema\".\"Or \"\"ders\" IS 'the; orders'",
        "COMMENT ON CONSTRAINT positive ON \"Odd.Schema\".\"Or \"\"ders\" IS 'it''s'",
        "GRANT SELECT (id), UPDATE ON \"Odd.Schema\".\"Or \"\"ders\" TO departed;"
            + " GRANT SELECT ON \"Odd.Schema\".\"Or \"\"ders\" TO keeper WITH GRANT OPTION",
        "INSERT INTO \"Odd.Schema\".\"Or \"\"ders\" (amount, customer, wide) SELECT n, 1 + n % 2,"
            + " (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 20000) i) FROM"
            + " generate_series(1, 3) n",
        "CREATE TRIGGER losing AFTER UPDATE ON \"Odd.Schema\".\"Or \"\"ders\" FOR EACH ROW EXECUTE"
            + " FUNCTION forgotten()");
  }

  private static void makeTheParts() {
    source.sql(
        "CREATE TABLE days (day date, n int DEFAULT 7, CONSTRAINT of_customer FOREIGN KEY (n)"
            + " REFERENCES customers) PARTITION BY RANGE (day)",
        "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE days_2 (LIKE days INCLUDING ALL, CHECK (n < 9))",
        "ALTER TABLE days ATTACH PARTITION days_2 DEFAULT; ALTER TABLE days ADD PRIMARY KEY (day)",
        "INSERT INTO days VALUES ('2026-01-05', 1), ('2026-03-05', 2)",
        "CREATE TABLE heirs () INHERITS (customers); INSERT INTO heirs VALUES (9)");
  }

  private static void makeTheNamesakes() {
    source.sql(
        "CREATE TABLE counted (id serial); INSERT INTO counted VALUES (DEFAULT)",
        "CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE noted (id int, n int); CREATE INDEX noted_n ON noted ((n + 1));"
            + " COMMENT ON INDEX noted_n IS 'old'; ALTER INDEX noted_n ALTER COLUMN 1 SET"
            + " STATISTICS 33; CREATE STATISTICS noted_both ON id, n FROM noted;"
            + " COMMENT ON STATISTICS noted_both IS 'old';"
            + " ALTER STATISTICS noted_both SET STATISTICS 44",
        "CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE split (n int) PARTITION BY LIST (n);"
            + " CREATE TABLE one.piece PARTITION OF split FOR VALUES IN (1);"
            + " CREATE TABLE two.piece PARTITION OF split FOR VALUES IN (2)",
        "INSERT INTO customers VALUES (3); CREATE TABLE visits (customer int CONSTRAINT of_customer"
            + " REFERENCES customers) PARTITION BY LIST (customer);"
            + " CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);"
            + " CREATE TABLE visits_3 PARTITION OF visits FOR VALUES IN (3);"
            + " INSERT INTO visits VALUES (1), (3)",
        "CREATE TABLE years (day date PRIMARY KEY, n int) PARTITION BY RANGE (day);"
            + " CREATE TABLE years_1 PARTITION OF years DEFAULT PARTITION BY RANGE (day);"
            + " CREATE TABLE years_1_1 PARTITION OF years_1 DEFAULT;"
            + " CREATE TABLE ages (day date REFERENCES years) PARTITION BY RANGE (day);"
            + " CREATE TABLE ages_1 PARTITION OF ages DEFAULT",
        "INSERT INTO years VALUES ('2026-01-01'); INSERT INTO ages VALUES ('2026-01-01')",
        "CREATE TABLE links (id int PRIMARY KEY, next int CONSTRAINT of_next REFERENCES links)"
            + " PARTITION BY LIST (id); CREATE TABLE links_1 PARTITION OF links DEFAULT;"
            + " INSERT INTO links VALUES (1, 1)");
  }

  private static void makeTheWords() {
    source.sql("CREATE DATABASE wording");
    source.sqlIn(
        "wording",
        "CREATE TABLE worded (gap interval, document xml, words text[], back text DEFAULT 'a\\b')",
        "COMMENT ON TABLE worded IS 'c\\d'",
        "INSERT INTO worded VALUES ('-1 day -02:03:04', xmlparse(CONTENT 'a<b/>'), ARRAY[NULL,"
            + " 'e'])",
        "ALTER DATABASE wording SET IntervalStyle = 'sql_standard'",
        "ALTER DATABASE wording SET standard_conforming_strings = off");
  }

  @AfterAll
  static void end() {
    scratch.close();
    source.close();
    target.close();
  }

  private static TransferredTable bring(TableName table, TableName place) {
    return new TableTransfer(scratch, _ -> {})
        .run("postgres", table, PostgresAddress.parse(target.superuserUrl()), place);
  }

  private static List<String> texts(String query) {
    return target.query(query).stream().map(List::getFirst).toList();
  }

  @Test
  void aTableComesWithAllThatTheTargetTakes() {
    // When
    TransferredTable brought = bring(ODD, PLACE);

    // Then what the target lacks is named, each with a statement, and nothing else
    assertThat(brought.rows()).isEqualTo(3);
    assertThat(brought.left())
        .extracting(LeftBehind::statement)
        .satisfiesExactlyInAnyOrder(
            it -> assertThat(it).contains("SET DEFAULT nextval('public.common_numbers'::regclass)"),
            it -> assertThat(it).contains("CREATE TRIGGER losing", "public.forgotten()"),
            it -> assertThat(it).contains("GRANT UPDATE ON TABLE " + O2 + " TO departed"),
            it -> assertThat(it).contains("GRANT SELECT(id) ON TABLE " + O2 + " TO departed"),
            it -> assertThat(it).contains("ADD CONSTRAINT of_gone", "REFERENCES public.gone(id)"));
    assertThat(brought.left())
        .allSatisfy(it -> assertThat(it.why()).contains("does not exist").isNotBlank());

    // And the rest is as it was, under the new name alone
    assertThat(
            texts("SELECT sum(length(wide)) || ' ' || sum(twice) || ' ' || min(number) FROM " + O2))
        .containsExactly("1920000 12 100");
    assertThat(texts("SELECT note FROM " + O2 + " WHERE id = 1")).containsExactly("stamped");
    assertThat(
            texts(
                "SELECT conname || ' ' || convalidated FROM pg_constraint WHERE conrelid = '"
                    + O2
                    + "'::regclass"))
        .containsExactlyInAnyOrder(
            "O2_pkey true", "positive true", "of_customer true", "of_itself true");
    assertThat(
            texts(
                "SELECT concat_ws(' ', relname, relkind) FROM pg_class WHERE relname ~ '^O2' AND"
                    + " relnamespace = 'recovered'::regnamespace"))
        .containsExactlyInAnyOrder(
            "O2 r", "O2_pkey i", "O2_amount i", "O2_id_seq S", "O2_number_seq S");
    assertThat(
            texts(
                "SELECT concat_ws('|', relowner::regrole, reloptions, relrowsecurity,"
                    + " obj_description(oid), (SELECT attstattarget FROM pg_attribute WHERE"
                    + " attrelid = c.oid AND attname = 'amount'), (SELECT attstorage FROM"
                    + " pg_attribute WHERE attrelid = c.oid AND attname = 'wide'), (SELECT"
                    + " string_agg(tgname, ',') FROM pg_trigger WHERE tgrelid = c.oid AND NOT"
                    + " tgisinternal), (SELECT string_agg(polname, ',') FROM pg_policy WHERE"
                    + " polrelid = c.oid), (SELECT count(*) FROM pg_statistic_ext WHERE stxrelid ="
                    + " c.oid), (SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint"
                    + " WHERE conname = 'positive')) FROM pg_class c WHERE oid = '"
                    + O2
                    + "'::regclass"))
        .containsExactly("keeper|{fillfactor=71}|t|the; orders|77|e|stamping|own|1|it's");
    assertThat(
            texts("SELECT has_table_privilege('keeper', '" + O2 + "', 'SELECT WITH GRANT OPTION')"))
        .containsExactly("t");

    // And its sequences go on
    target.sql("INSERT INTO " + O2 + " (amount) VALUES (8)");
    assertThat(texts("SELECT id || ' ' || number FROM " + O2 + " WHERE amount = 8"))
        .containsExactly("4 103");
    assertThat(
            texts(
                "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = '"
                    + O2
                    + "'::regclass AND adbin::text ~ 'CONST' AND pg_get_expr(adbin, adrelid) ~"
                    + " 'OWNER'"))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .contains("a; -- \"b\" OWNER TO ''c''", "\\restrict d");
    assertThat(texts("SELECT count(*) FROM pg_attrdef WHERE adrelid = '" + O2 + "'::regclass"))
        .containsExactly("3"); // id, twice and note

    // When it is there already
    assertThatThrownBy(() -> bring(new TableName("public", "gone"), PLACE))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_EXISTS));
  }

  @Test
  void aPartitionedTableComesWithItsPartitionsAndAPartOfOneStaysApart() {
    // When
    TransferredTable brought =
        bring(new TableName("public", "days"), new TableName("recovered", "dates"));

    // Then
    assertThat(brought.left()).isEmpty();
    assertThat(brought.rows()).isEqualTo(2);
    assertThat(texts("SELECT relid::text FROM pg_partition_tree('recovered.dates')"))
        .containsExactlyInAnyOrder("recovered.dates", "recovered.dates_1", "recovered.dates_2");
    assertThat(texts("SELECT count(*) FROM recovered.dates_2")).containsExactly("1");
    assertThat(
            texts(
                "SELECT count(*) FROM pg_constraint WHERE conrelid ="
                    + " 'recovered.dates_2'::regclass"))
        .containsExactly("3"); // its key, its check and the foreign key
    target.sql("INSERT INTO recovered.dates (day, n) VALUES ('2026-01-06', 1)");

    // When what is a part of another table comes alone
    TransferredTable heirs =
        bring(new TableName("public", "heirs"), new TableName("recovered", "heirs"));

    // Then it is no part of the table that the target has under that name
    assertThat(heirs.left())
        .extracting(LeftBehind::statement)
        .containsExactly("ALTER TABLE \"recovered\".\"heirs\" INHERIT \"public\".\"customers\"");
    assertThat(texts("SELECT id FROM customers ORDER BY 1")).containsExactly("1", "2");
    assertThat(texts("SELECT id FROM recovered.heirs")).containsExactly("9");
  }

  @Test
  void aSequenceThatIsThereIsNobodyElses() {
    for (String name : List.of("counted", "numbered")) {
      // When
      assertThatThrownBy(() -> bring(new TableName("public", name), new TableName("beside", name)))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_EXISTS))
          .hasMessageContaining(name + "_id_seq");

      // Then
      assertThat(texts("SELECT to_regclass('beside." + name + "') IS NULL")).containsExactly("t");
    }
    assertThat(texts("SELECT last_value FROM beside.counted_id_seq")).containsExactly("500");
    assertThat(texts("SELECT pg_get_serial_sequence('beside.live', 'id')"))
        .containsExactly("beside.counted_id_seq");
  }

  @Test
  void whatIsSaidOfAnIndexOrStatisticsThatCouldNotBeMadeIsLeft() {
    // When
    TransferredTable brought =
        bring(new TableName("public", "noted"), new TableName("beside", "noted"));

    // Then
    assertThat(brought.left())
        .extracting(LeftBehind::statement)
        .satisfiesExactlyInAnyOrder(
            it -> assertThat(it).contains("CREATE INDEX noted_n"),
            it -> assertThat(it).contains("ALTER INDEX beside.noted_n"),
            it -> assertThat(it).contains("COMMENT ON INDEX beside.noted_n"),
            it -> assertThat(it).contains("CREATE STATISTICS beside.noted_both"),
            it -> assertThat(it).contains("ALTER STATISTICS beside.noted_both"),
            it -> assertThat(it).contains("COMMENT ON STATISTICS beside.noted_both"));
    assertThat(
            texts(
                "SELECT concat_ws(' ', obj_description('beside.noted_n'::regclass, 'pg_class'),"
                    + " obj_description(oid, 'pg_statistic_ext'), stxstattarget, (SELECT"
                    + " attstattarget FROM pg_attribute WHERE attrelid ="
                    + " 'beside.noted_n'::regclass)) FROM pg_statistic_ext WHERE stxname ="
                    + " 'noted_both'"))
        .containsExactly("live live -1 -1");
  }

  @Test
  void settingsOfNeitherDatabaseChangeWhatAValueMeans() {
    // When
    TransferredTable brought =
        new TableTransfer(scratch, _ -> {})
            .run(
                "wording",
                new TableName("public", "worded"),
                PostgresAddress.parse(target.superuserUrl()).withDatabase("reading"),
                new TableName("public", "worded"));
    target.sqlIn("reading", "INSERT INTO worded (words) VALUES ('{new}')");

    // Then
    assertThat(brought.left()).isEmpty();
    assertThat(
            target.queryIn(
                "reading",
                "SELECT concat_ws(' ', extract(epoch FROM gap)::int, document, words[1] IS NULL,"
                    + " obj_description('worded'::regclass), (SELECT back FROM worded WHERE words"
                    + " = '{new}')) FROM worded WHERE gap IS NOT NULL"))
        .containsExactly(List.of("-93784 a<b/> t c\\d a\\b"));
  }

  @Test
  void aPartitionLeavesTablesThatPointToItThroughItsParent() {
    // When
    TransferredTable years =
        bring(new TableName("public", "years_1_1"), new TableName("recovered", "years"));
    TransferredTable links =
        bring(new TableName("public", "links_1"), new TableName("recovered", "links"));

    // Then
    assertThat(years.rows()).isEqualTo(1);
    assertThat(years.left())
        .extracting(LeftBehind::statement)
        .satisfiesExactly(it -> assertThat(it).contains("\"years_1\" ATTACH PARTITION"));
    assertThat(links.left())
        .extracting(LeftBehind::statement)
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .contains("\"recovered\".\"links\" ADD CONSTRAINT of_next")
                    .contains("REFERENCES public.links(id)"),
            it -> assertThat(it).contains("\"links\" ATTACH PARTITION"));
  }

  @Test
  void foreignKeysOfAPartitionedTableAreCheckedPartByPart() {
    // When
    TransferredTable brought =
        bring(new TableName("public", "visits"), new TableName("recovered", "visits"));

    // Then
    assertThat(brought.left())
        .extracting(LeftBehind::statement)
        .satisfiesExactly(
            it -> assertThat(it).contains("\"visits_3\" VALIDATE CONSTRAINT of_customer"),
            it -> assertThat(it).contains("\"visits\" ADD CONSTRAINT of_customer FOREIGN KEY"));
    assertThat(
            texts(
                "SELECT concat_ws(' ', conrelid::regclass, convalidated) FROM pg_constraint WHERE"
                    + " conrelid::regclass::text ~ 'recovered.visits' ORDER BY 1"))
        .containsExactly("recovered.visits_1 t", "recovered.visits_3 f");
  }

  @Test
  void partitionsOfOneNameAreNotPutInOnePlace() {
    assertThatThrownBy(
            () -> bring(new TableName("public", "split"), new TableName("recovered", "split")))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESTORE_REFUSED))
        .hasMessageContaining("two.piece would become recovered.");
  }
}
