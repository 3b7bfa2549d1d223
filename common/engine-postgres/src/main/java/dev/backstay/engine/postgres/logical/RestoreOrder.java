package dev.backstay.engine.postgres.logical;

import dev.backstay.engine.postgres.PostgresAddress;
import java.util.List;
import java.util.Optional;

/**
 * What of a dump is to be restored, and where to.
 *
 * @param database of the dump
 * @param target server and database, and a role that may do what is asked for
 * @param existing what becomes of what is there under the same names
 * @param confirmation the words that allow destruction, see {@link TargetFacts#confirmation}
 * @param owners whether objects get their owners; else they are the restoring role's
 * @param privileges whether grants are restored
 * @param jobs connections by which rows are loaded
 */
public record RestoreOrder(
    String database,
    PostgresAddress target,
    Scope scope,
    Existing existing,
    Optional<String> confirmation,
    boolean owners,
    boolean privileges,
    int jobs) {

  /** What becomes of what is there. */
  public enum Existing {
    /** Nothing: a restore that would meet it is refused. */
    KEEP,
    /** The database is dropped, with all sessions on it, and created anew. */
    DROP,
    /** Each object of the dump is dropped where it is there; all others stay. */
    REPLACE
  }

  /** Which part of the database. */
  public sealed interface Scope {
    /** All of it. */
    record Whole() implements Scope {}

    /**
     * Tables with all that belongs to them, the partitions of partitioned ones too.
     *
     * @param place where they are put; as they were, when empty
     */
    record Tables(List<TableName> tables, Optional<Relocation> place) implements Scope {
      public Tables {
        tables = List.copyOf(tables);
      }
    }
  }

  /**
   * Another place for tables.
   *
   * @param schema the same one, when empty
   * @param name of the table, if it is one; its own, when empty
   */
  public record Relocation(Optional<String> schema, Optional<String> name) {
    TableName of(TableName table) {
      return new TableName(schema.orElse(table.schema()), name.orElse(table.name()));
    }
  }
}
