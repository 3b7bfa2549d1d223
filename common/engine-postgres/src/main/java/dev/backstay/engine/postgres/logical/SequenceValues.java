package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.ArrayList;
import java.util.List;

/** The statements that set the sequences of tables to where they stand, their own ones alone. */
final class SequenceValues {
  private static final String OWNED =
      """
      SELECT n.nspname, c.relname FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_class c ON c.oid = d.objid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE d.classid = 'pg_catalog.pg_class'::regclass
        AND d.refclassid = 'pg_catalog.pg_class'::regclass
        AND d.refobjid = ?::regclass AND d.deptype IN ('a', 'i') AND c.relkind = 'S'\
      """;

  private SequenceValues() {}

  static List<String> of(DatabaseLink link, List<TableName> tables) {
    List<String> statements = new ArrayList<>();
    for (TableName table : tables) {
      for (Row row : link.rows(OWNED, table.quoted())) {
        var sequence = new TableName(row.text(1), row.text(2));
        Row value = link.rows("SELECT last_value, is_called FROM " + sequence.quoted()).getFirst();
        statements.add(
            "SELECT pg_catalog.setval(%s, %s, %s)"
                .formatted(
                    DatabaseForms.literal(sequence.quoted()), value.text(1), value.truth(2)));
      }
    }
    return statements;
  }
}
