package dev.backstay.engine.postgres.changes;

import dev.backstay.postgres.fixture.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Statements of all kinds that make, change, move and drop files, in a random order. */
final class DdlStorm {
  private final TestCluster cluster;
  private final RandomGenerator random;
  private final List<String> tables = new ArrayList<>();
  private final List<String> databases = new ArrayList<>();
  private int made;

  DdlStorm(TestCluster cluster, RandomGenerator random) {
    this.cluster = cluster;
    this.random = random;
  }

  void blow(int statements) {
    for (int i = 0; i < statements; i++) {
      step();
    }
  }

  private void step() {
    if (tables.size() < 3) {
      create();
      return;
    }
    String table = tables.get(random.nextInt(tables.size()));
    switch (random.nextInt(22)) {
      case 0 -> create();
      case 1 -> drop(table);
      case 2 -> cluster.sql("TRUNCATE " + table);
      case 3 -> cluster.sql("VACUUM FULL " + table);
      case 4 -> cluster.sql("CLUSTER " + table + " USING " + table + "_pkey");
      case 5 -> cluster.sql("REINDEX TABLE " + table);
      case 6 -> cluster.sql("ALTER TABLE " + table + " SET TABLESPACE elsewhere");
      case 7 -> cluster.sql("ALTER TABLE " + table + " SET TABLESPACE pg_default");
      case 8 ->
          cluster.sql(
              "DELETE FROM " + table + " WHERE n > " + random.nextInt(2000), "VACUUM " + table);
      case 9 -> cluster.sql("UPDATE " + table + " SET word = word || 'x' WHERE n % 7 = 1");
      case 10 -> insert(table);
      case 11 -> cluster.sql("ALTER TABLE " + table + " SET UNLOGGED");
      case 12 -> cluster.sql("ALTER TABLE " + table + " SET LOGGED");
      case 13 -> database();
      case 14 -> dropDatabase();
      case 15 ->
          cluster.sql(
              "BEGIN; CREATE TABLE gone (n int); INSERT INTO gone SELECT generate_series(1, 900);"
                  + " TRUNCATE "
                  + table
                  + "; ROLLBACK");
      case 16 ->
          cluster.sql(
              "BEGIN; SAVEPOINT one; CREATE TABLE gone AS SELECT * FROM "
                  + table
                  + "; ROLLBACK TO one; DELETE FROM "
                  + table
                  + " WHERE n % 5 = 0; COMMIT");
      case 17 -> cluster.sql("CREATE INDEX ON " + table + " USING brin (n)");
      case 18 ->
          cluster.sql("CREATE INDEX ON " + table + " USING gin (to_tsvector('simple', word))");
      case 19 -> cluster.sql("CREATE INDEX ON " + table + " USING hash (n)");
      case 20 -> cluster.sql("SELECT count(*) FROM " + table, "VACUUM FREEZE " + table);
      default -> moveDatabase();
    }
  }

  private void create() {
    String table = "storm" + made++;
    cluster.sql(
        "CREATE TABLE "
            + table
            + " (n serial PRIMARY KEY, word text, big text)"
            + (random.nextInt(3) == 0 ? " TABLESPACE elsewhere" : ""),
        "ALTER TABLE " + table + " ALTER big SET STORAGE EXTERNAL",
        "CREATE INDEX ON " + table + " USING spgist (word)");
    tables.add(table);
    insert(table);
  }

  private void insert(String table) {
    cluster.sql(
        "INSERT INTO "
            + table
            + " (word, big) SELECT md5(i::text), repeat('b', "
            + (random.nextBoolean() ? 10 : 5000)
            + ") FROM generate_series(1, "
            + (50 + random.nextInt(400))
            + ") i");
  }

  private void drop(String table) {
    cluster.sql("DROP TABLE " + table);
    tables.remove(table);
  }

  private void database() {
    if (databases.size() >= 2) {
      return;
    }
    String database = "base" + made++;
    String strategy = random.nextBoolean() ? "wal_log" : "file_copy";
    cluster.sql(
        "CREATE DATABASE "
            + database
            + " TEMPLATE template0"
            + (cluster.version() < 15 ? "" : " STRATEGY " + strategy));
    databases.add(database);
    cluster.sqlIn(
        database,
        "CREATE TABLE inside AS SELECT generate_series(1, 500) AS n",
        "CREATE INDEX ON inside (n)");
  }

  private void dropDatabase() {
    if (!databases.isEmpty()) {
      cluster.sql("DROP DATABASE " + databases.removeFirst());
    }
  }

  private void moveDatabase() {
    if (!databases.isEmpty()) {
      cluster.sql(
          "ALTER DATABASE "
              + databases.getFirst()
              + " SET TABLESPACE "
              + (random.nextBoolean() ? "elsewhere" : "pg_default"));
    }
  }
}
