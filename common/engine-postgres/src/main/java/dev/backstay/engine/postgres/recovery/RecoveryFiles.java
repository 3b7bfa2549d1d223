package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration of a restored data directory: prepares it so that its server recovers as the
 * restore wants and as nothing else says, and starts where the directory came without its files.
 */
public final class RecoveryFiles {
  private static final String MAIN = "postgresql.conf";
  private static final String AUTO = "postgresql.auto.conf";
  private static final Pattern SETTING =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*=?.*", Pattern.DOTALL);

  /** Name other files and directories than those of this directory: those of the source's host. */
  private static final Set<String> OF_THE_SOURCE =
      Set.of("data_directory", "hba_file", "ident_file", "external_pid_file");

  /** A server refuses to recover with less of these than its primary had. */
  private static final List<String> AT_LEAST_AS_BEFORE =
      List.of(
          "max_connections",
          "max_worker_processes",
          "max_wal_senders",
          "max_prepared_transactions",
          "max_locks_per_transaction",
          "shared_preload_libraries");

  private static final String HBA =
      """
      # Written by a restore, for the backup came without a pg_hba.conf: this host only.
      local   all             all                                     peer
      host    all             all             127.0.0.1/32            scram-sha-256
      host    all             all             ::1/128                 scram-sha-256
      """;

  private final Path data;
  private final Optional<FileOwner> owner;

  /**
   * The files of a data directory on which no server runs.
   *
   * @param owner of the files that are written; this process when there is none
   */
  public RecoveryFiles(Path data, Optional<FileOwner> owner) {
    this.data = data;
    this.owner = owner;
  }

  /**
   * Sets a recovery up.
   *
   * @param source settings of the server that was backed up
   * @return the files that were not in the backup and had to be made up
   */
  public List<String> prepare(RecoverySettings recovery, Map<String, String> source) {
    try {
      List<String> made = complete(source);
      disarm(data.resolve(MAIN), union(RecoverySettings.ALL, OF_THE_SOURCE));
      Path auto = data.resolve(AUTO);
      disarm(auto, union(RecoverySettings.ALL, OF_THE_SOURCE));
      Map<String, String> values = recovery.values();
      if (new DataDirectory(data).hasTablespacesInPlace()) {
        values.put(DataDirectory.IN_PLACE, "on");
      }
      append(auto, values);
      Files.deleteIfExists(data.resolve("standby.signal"));
      write(data.resolve("recovery.signal"), "");
      return made;
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the configuration in %s could not be written: %s".formatted(data, e),
          e);
    }
  }

  /** Makes up the files that a server needs and that some systems keep elsewhere. */
  private List<String> complete(Map<String, String> source) throws IOException {
    List<String> made = new ArrayList<>();
    if (!Files.exists(data.resolve(MAIN))) {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("listen_addresses", "localhost");
      for (String name : AT_LEAST_AS_BEFORE) {
        String value = source.getOrDefault(name, "");
        if (!value.isEmpty()) {
          settings.put(name, value);
        }
      }
      StringBuilder text =
          new StringBuilder(
              "# Written by a restore, for the backup came without a postgresql.conf.\n");
      settings.forEach(
          (name, value) -> text.append("%s = %s%n".formatted(name, RecoverySettings.quote(value))));
      write(data.resolve(MAIN), text.toString());
      made.add(MAIN);
    }
    if (!Files.exists(data.resolve("pg_hba.conf"))) {
      write(data.resolve("pg_hba.conf"), HBA);
      made.add("pg_hba.conf");
    }
    if (!Files.exists(data.resolve("pg_ident.conf"))) {
      write(data.resolve("pg_ident.conf"), "# Written by a restore: empty.\n");
      made.add("pg_ident.conf");
    }
    return made;
  }

  private static Set<String> union(List<String> some, Set<String> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /** Comments out what a file says of settings that are ours now. */
  private static void disarm(Path file, Set<String> names) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = new ArrayList<>();
    boolean changed = false;
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) { // any encoding
      Matcher matcher = SETTING.matcher(line);
      boolean ours = matcher.matches() && names.contains(matcher.group(1).toLowerCase(Locale.ROOT));
      lines.add(ours ? "# before the restore: " + line : line);
      changed |= ours;
    }
    if (changed) {
      Files.write(file, lines, StandardCharsets.ISO_8859_1);
    }
  }

  private void append(Path file, Map<String, String> values) throws IOException {
    String before =
        Files.exists(file)
            ? Files.readString(file, StandardCharsets.ISO_8859_1).stripTrailing()
            : "";
    StringBuilder text = new StringBuilder(before.isEmpty() ? "" : before + "\n");
    text.append("# by a restore; those of recovery mean nothing once recovery.signal is gone\n");
    values.forEach((name, value) ->
        text.append(name).append(" = ").append(RecoverySettings.quote(value)).append('\n'));
    write(file, text.toString());
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    if (owner.isPresent()) {
      Files.setAttribute(file, "unix:uid", owner.get().uid());
      Files.setAttribute(file, "unix:gid", owner.get().gid());
    }
  }
}
