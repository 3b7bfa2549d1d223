package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DumpSnapshot.FoundTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Dumps databases of a cluster, each as it was at one instant: one exported snapshot serves all
 * connections of its pg_dump and the counts of its rows. Databases follow each other, so their
 * instants differ.
 *
 * <pre>
 *   /globals.sql            roles and tablespaces, for psql
 *   /dump/DATABASE/…        an archive in directory format, not compressed, for pg_restore
 *   /backstay.json          what it is: {@link DumpRecord}
 * </pre>
 */
public final class LogicalCapture {
  /**
   * Text is longer than pages where these hold compressed or binary values; twice is more than
   * measured for ordinary tables, and only decides whether to begin.
   */
  private static final int TEXT_FACTOR = 2;

  /**
   * Longer than a quick change of a table takes, and as long as an application may be stopped: a
   * change that comes between our lock and pg_dump's waits for us and pg_dump for it, which the
   * server cannot see to be a deadlock, while everybody else who wants the table queues behind.
   */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  private final Setting setting;

  /**
   * What a capture works with.
   *
   * @param spoolParent below which files pass through in plain
   * @param spoolLimitBytes of finished files that may wait there
   * @param programFolders looked into for pg_dump before those of distributions
   * @param lockWait how long a table's lock is waited for
   */
  public record Setting(
      PostgresAddress address,
      DumpSelection selection,
      Path spoolParent,
      long spoolLimitBytes,
      List<Path> programFolders,
      Duration lockWait) {
    public Setting {
      programFolders = List.copyOf(programFolders);
    }

    /** With the usual wait for locks. */
    public Setting(
        PostgresAddress address,
        DumpSelection selection,
        Path spoolParent,
        long spoolLimitBytes,
        List<Path> programFolders) {
      this(address, selection, spoolParent, spoolLimitBytes, programFolders, LOCK_WAIT);
    }
  }

  /** What is known before anything is dumped. */
  private record Cluster(DatabaseLink link, ClientPrograms programs, Instant now) {}

  public LogicalCapture(Setting setting) {
    this.setting = setting;
  }

  /** Dumps everything that is selected into the sink, the record last. */
  public DumpRecord run(DumpSink sink) {
    DumpSelection selection = setting.selection();
    try (DatabaseLink link = DatabaseLink.open(setting.address())) {
      var cluster =
          new Cluster(
              link,
              ClientPrograms.atLeast(link.major(), setting.programFolders()),
              Instant.ofEpochMilli(
                  Long.parseLong(link.one("SELECT (extract(epoch FROM now()) * 1000)::int8"))));
      List<String> names = databases(link);
      try (Spool spool = Spool.below(setting.spoolParent(), setting.spoolLimitBytes())) {
        boolean passwords = selection.globals() && globals(cluster, spool, sink);
        List<DumpedDatabase> dumped = new ArrayList<>();
        sink.expected(expected(link, names));
        for (String name : names) {
          database(cluster, name, spool, sink).ifPresent(dumped::add);
        }
        if (dumped.isEmpty() && !selection.tables().isEmpty()) {
          throw new BackstayException(
              ErrorCode.SOURCE_NOT_FOUND,
              "no table of %s matches %s; nothing was stored".formatted(names, selection.tables()));
        }
        var dump =
            new DumpRecord(
                link.system(),
                link.version(),
                cluster.programs().major(),
                cluster.now(),
                selection.schemaOnly(),
                selection.tables().stream().map(TablePattern::toString).toList(),
                selection.globals(),
                passwords,
                dumped);
        sink.file(EntryPath.of(DumpRecord.FILE), SpooledFile.of(DumpRecordJson.encode(dump)));
        return dump;
      }
    }
  }

  private List<String> databases(DatabaseLink link) {
    List<String> there = DatabaseForms.names(link);
    List<String> wanted = setting.selection().databases();
    List<String> missing = wanted.stream().filter(name -> !there.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new BackstayException(
          ErrorCode.SOURCE_NOT_FOUND,
          "%s has no database %s but %s; nothing was dumped"
              .formatted(link.address(), missing, there));
    }
    return wanted.isEmpty() ? there : wanted.stream().distinct().toList();
  }

  private long expected(DatabaseLink link, List<String> names) {
    if (setting.selection().schemaOnly()) {
      return 0;
    }
    long bytes = 0;
    for (String name : names) {
      bytes += Long.parseLong(link.one("SELECT pg_database_size(?)", name));
    }
    return bytes;
  }

  /** Whether the passwords of the roles are among them: only a superuser may read those. */
  private static boolean globals(Cluster cluster, Spool spool, DumpSink sink) {
    sink.current("roles and tablespaces");
    boolean passwords =
        cluster.link().one("SELECT has_table_privilege('pg_authid', 'SELECT')").equals("t");
    Path folder = spool.folder("globals");
    Path file = folder.resolve(DumpRecord.GLOBALS);
    List<String> line =
        new ArrayList<>(
            List.of(cluster.programs().program("pg_dumpall"), "--globals-only", "--file=" + file));
    if (!passwords) {
      line.add("--no-role-passwords");
    }
    if (cluster.programs().knows("pg_dumpall", "--restrict-key")) {
      line.add("--restrict-key=backstay"); // a random one would change every dump
    }
    ClientCommand command = ClientCommand.in(folder, cluster.link().address(), line);
    int status = command.run();
    if (status != 0) {
      throw DumpFailure.of(command, "roles and tablespaces could not be dumped", status);
    }
    sink.file(EntryPath.of(DumpRecord.GLOBALS), SpooledFile.of(file));
    return passwords;
  }

  private Optional<DumpedDatabase> database(
      Cluster cluster, String name, Spool spool, DumpSink sink) {
    DumpSelection selection = setting.selection();
    PostgresAddress address = cluster.link().address().withDatabase(name);
    try (DumpSnapshot snapshot = DumpSnapshot.open(address)) {
      List<FoundTable> tables = snapshot.tables(selection.tables());
      if (tables.isEmpty() && !selection.tables().isEmpty()) {
        return Optional.empty();
      }
      sink.current("database " + name);
      snapshot.hold(tables, setting.lockWait());
      requireSpace(snapshot, spool, name);
      String directory = DumpDirectory.of(name);
      Path folder = spool.folder(directory);
      Path archive = folder.resolve("archive");
      ClientCommand command =
          ClientCommand.in(folder, address, line(cluster, snapshot, tables, archive));
      new DatabaseDump(command, archive, EntryPath.of(DumpRecord.ARCHIVES + "/" + directory), spool)
          .run(sink);
      return Optional.of(snapshot.describe(directory, tables, selection));
    }
  }

  private void requireSpace(DumpSnapshot snapshot, Spool spool, String name) {
    if (!setting.selection().schemaOnly()) {
      DumpSnapshot.Sizes sizes = snapshot.sizes(setting.selection().jobs());
      long beside = Math.min(setting.spoolLimitBytes(), sizes.database() * TEXT_FACTOR);
      spool.require(
          sizes.largestTables() * TEXT_FACTOR + beside, "the dump of database '" + name + "'");
    }
  }

  private List<String> line(
      Cluster cluster, DumpSnapshot snapshot, List<FoundTable> tables, Path archive) {
    DumpSelection selection = setting.selection();
    List<String> line =
        new ArrayList<>(
            List.of(
                cluster.programs().program("pg_dump"),
                "--format=directory",
                "--compress=0",
                "--no-sync",
                "--jobs=" + selection.jobs(),
                "--lock-wait-timeout=" + setting.lockWait().toMillis(),
                "--snapshot=" + snapshot.name(),
                "--file=" + archive));
    if (selection.schemaOnly()) {
      line.add("--schema-only");
    }
    Set<String> patterns = new HashSet<>();
    for (TablePattern pattern : selection.tables()) {
      patterns.add(pattern.clientPattern());
    }
    if (!patterns.isEmpty()) { // the partitions of what the patterns name
      tables.stream()
          .filter(table -> selection.tables().stream().noneMatch(p -> p.matches(table.name())))
          .forEach(table -> patterns.add(table.name().quoted()));
    }
    patterns.stream().sorted().forEach(pattern -> line.add("--table=" + pattern));
    return line;
  }
}
