package dev.backstay.cli.dumps;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DumpRecord;
import dev.backstay.engine.postgres.logical.DumpedTable;
import dev.backstay.engine.postgres.logical.RestoreOrder;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreOrder.Relocation;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import dev.backstay.engine.postgres.logical.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which part of a dump is restored, and over what. */
final class RestoredPart {
  @Option(
      names = {"-d", "--database"},
      paramLabel = "NAME",
      description = "The database of the dump.",
      order = 10)
  private @Nullable String database;

  @Option(
      names = "--globals",
      description = "Roles and tablespaces instead of a database.",
      order = 11)
  private boolean globals;

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      description = "This table alone, with all that belongs to it; may be given several times.",
      order = 12)
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "All tables of this schema alone.",
      order = 13)
  private @Nullable String schema;

  @Option(
      names = "--schema-as",
      paramLabel = "NAME",
      description = "Put the tables into this schema, which is made unless it is there.",
      order = 14)
  private @Nullable String schemaAs;

  @Option(
      names = "--as",
      paramLabel = "[SCHEMA.]TABLE",
      description = "Give the one table this name.",
      order = 15)
  private @Nullable String as;

  @Option(
      names = "--clean",
      description = "Drop the database, with all sessions on it, and create it anew.",
      order = 16)
  private boolean clean;

  @Option(
      names = "--replace",
      description = "Replace objects that are there; everything else stays.",
      order = 17)
  private boolean replace;

  @Option(
      names = "--no-owner",
      description = "Let everything belong to the role that restores.",
      order = 18)
  private boolean noOwner;

  @Option(names = "--no-privileges", description = "Leave out grants.", order = 19)
  private boolean noPrivileges;

  /** Where to, allowed by which words, by how many connections. */
  record Target(PostgresAddress address, Optional<String> confirmation, int jobs) {}

  boolean isGlobals() {
    return globals;
  }

  String shown() {
    return tables.isEmpty() && schema == null
        ? "database '" + database + "'"
        : tables.isEmpty() ? "the tables of schema " + schema : String.join(", ", tables);
  }

  RestoreOrder order(DumpRecord dump, Target target) {
    if (database == null) {
      throw usage(
          "name the --database, one of "
              + dump.databases().stream().map(each -> each.name()).toList());
    }
    if (clean && replace) {
      throw usage("--clean and --replace exclude each other");
    }
    Scope scope = scope(dump, database);
    if (clean && scope instanceof Scope.Tables) {
      throw usage("--clean drops a whole database; --replace replaces tables");
    }
    return new RestoreOrder(
        database,
        target.address(),
        scope,
        clean ? Existing.DROP : replace ? Existing.REPLACE : Existing.KEEP,
        target.confirmation(),
        !noOwner,
        !noPrivileges,
        target.jobs());
  }

  private Scope scope(DumpRecord dump, String from) {
    List<TableName> names = new ArrayList<>(tables.stream().map(TableName::parse).toList());
    if (schema != null) {
      dump.database(from).tables().stream()
          .map(DumpedTable::name)
          .filter(each -> each.schema().equals(schema) && !names.contains(each))
          .forEach(names::add);
    }
    Optional<Relocation> place = place(names);
    if (names.isEmpty()) {
      if (schema != null) {
        throw usage("the dump of '%s' holds no table in schema %s".formatted(from, schema));
      }
      if (place.isPresent()) {
        throw usage("--as and --schema-as need a --table or a --schema");
      }
      return new Scope.Whole();
    }
    return new Scope.Tables(names, place);
  }

  private Optional<Relocation> place(List<TableName> names) {
    if (as == null) {
      return Optional.ofNullable(schemaAs)
          .map(name -> new Relocation(Optional.of(name), Optional.empty()));
    }
    if (names.size() != 1) {
      throw usage("--as names one table, so exactly one --table is restored");
    }
    if (as.indexOf('.') < 0) {
      TableName named = TableName.parse("x." + as);
      return Optional.of(new Relocation(Optional.ofNullable(schemaAs), Optional.of(named.name())));
    }
    TableName named = TableName.parse(as);
    return Optional.of(new Relocation(Optional.of(named.schema()), Optional.of(named.name())));
  }

  private static BackstayException usage(String what) {
    return new BackstayException(ErrorCode.USAGE, what + "; nothing was changed");
  }
}
