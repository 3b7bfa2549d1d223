package dev.backstay.engine.postgres.logical;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table of a dumped database.
 *
 * @param oid of the table where it was dumped, by which the archive lists it
 * @param rows as counted in the dump's own snapshot; empty where the rows are not in the dump, or
 *     are those of its partitions
 * @param checksum of its rows in any order, when asked for
 */
public record DumpedTable(long oid, TableName name, OptionalLong rows, Optional<String> checksum) {}
