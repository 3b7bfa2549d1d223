package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.SystemId;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a logical backup, kept as {@code /backstay.json} in its snapshot.
 *
 * @param version of the server, as its {@code server_version_num}
 * @param clientMajor of the pg_dump that wrote the archives; an older pg_restore does not read them
 * @param startedAt by the server's clock
 * @param patterns of the tables that were asked for; empty for whole databases
 * @param rolePasswords whether {@code /globals.sql} holds the roles' password verifiers
 */
public record DumpRecord(
    SystemId system,
    int version,
    int clientMajor,
    Instant startedAt,
    boolean schemaOnly,
    List<String> patterns,
    boolean globals,
    boolean rolePasswords,
    List<DumpedDatabase> databases) {
  /** The directory of a snapshot below which each database has its archive. */
  public static final String ARCHIVES = "dump";

  /** The file of roles and tablespaces. */
  public static final String GLOBALS = "globals.sql";

  /** The file that holds this record. */
  public static final String FILE = "backstay.json";

  public DumpRecord {
    patterns = List.copyOf(patterns);
    databases = List.copyOf(databases);
  }

  /** Reads the bytes of {@link #FILE}; anything else is {@code OBJECT_CORRUPT}. */
  public static DumpRecord decode(byte[] bytes) {
    return DumpRecordReader.decode(bytes);
  }

  /** The major version of the server. */
  public int major() {
    return version / 10_000;
  }

  /** The database of that name; fails with {@code PATH_NOT_FOUND} naming those that are there. */
  public DumpedDatabase database(String name) {
    return databases.stream()
        .filter(database -> database.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.PATH_NOT_FOUND,
                "the snapshot holds no database '%s' but %s; nothing was restored"
                    .formatted(name, databases.stream().map(DumpedDatabase::name).toList())));
  }
}
