package dev.backstay.pipeline.postgres;

import dev.backstay.postgres.fixture.TestCluster;

/** Tables that change in every way in which files of relations do. */
final class Ledger {
  static final int ROWS = 60_000;

  private Ledger() {}

  static void fill(TestCluster cluster) {
    cluster.sql(
        "CREATE TABLE ledger AS SELECT n AS id, n * 7 AS amount, md5(n::text) AS note"
            + " FROM generate_series(1, "
            + ROWS
            + ") n",
        "ALTER TABLE ledger ADD PRIMARY KEY (id)",
        "CREATE TABLE gone AS SELECT * FROM ledger",
        "CREATE TABLE emptied AS SELECT * FROM ledger",
        "VACUUM (FREEZE)", // no hint is left to be set by those who only look
        "CHECKPOINT");
  }

  /** Rows, new and grown and shrunken files, files that are gone and files made anew. */
  static void change(TestCluster cluster) {
    cluster.sql(
        "UPDATE ledger SET amount = amount + 1 WHERE id % 3000 = 0",
        "DROP TABLE gone",
        "TRUNCATE emptied",
        "DELETE FROM ledger WHERE id > " + (ROWS - 2000),
        "VACUUM ledger",
        "INSERT INTO emptied SELECT * FROM ledger LIMIT 100",
        "CREATE TABLE fresh AS SELECT * FROM ledger LIMIT 3000",
        "CREATE INDEX ON ledger (note text_pattern_ops) WHERE id < 500",
        "VACUUM");
  }

  static String fingerprint(TestCluster cluster) {
    return cluster.value("SELECT md5(string_agg(l::text, '|' ORDER BY id)) FROM ledger l")
        + cluster.value("SELECT count(*) FROM emptied");
  }
}
