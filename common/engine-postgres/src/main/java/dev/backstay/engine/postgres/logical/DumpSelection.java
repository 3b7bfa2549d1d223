package dev.backstay.engine.postgres.logical;

import java.util.List;

/**
 * What a logical backup takes, and how.
 *
 * @param databases all that take connections, when empty
 * @param tables all, and everything else of a database, when empty
 * @param globals whether roles and tablespaces are taken too
 * @param schemaOnly whether definitions are taken without rows
 * @param checksums whether the rows of each table are summed up beside being counted
 * @param jobs connections by which one database is dumped
 */
public record DumpSelection(
    List<String> databases,
    List<TablePattern> tables,
    boolean globals,
    boolean schemaOnly,
    boolean checksums,
    int jobs) {
  /** Beyond, a production server is no longer only backed up. */
  public static final int MAX_JOBS = 64;

  public DumpSelection {
    databases = List.copyOf(databases);
    tables = List.copyOf(tables);
    if (jobs < 1 || jobs > MAX_JOBS) {
      throw new IllegalArgumentException(
          "a dump has 1 to %d jobs, not %d".formatted(MAX_JOBS, jobs));
    }
  }
}
