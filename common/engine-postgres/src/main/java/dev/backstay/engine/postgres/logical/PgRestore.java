package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs of pg_restore on one archive.
 *
 * @param folder for what it says and for lists it is given
 * @param archive the archive's directory
 */
record PgRestore(ClientPrograms programs, Path folder, Path archive, RestoreOrder order) {
  private static final String ERROR = "pg_restore: error: ";

  /** What is in the archive; asks no server, and needs its {@code toc.dat} alone. */
  ArchiveListing list() {
    ClientCommand command =
        ClientCommand.in(
            folder,
            order.target(),
            List.of(programs.program("pg_restore"), "--list", "--verbose", archive.toString()));
    command.run(ErrorCode.OBJECT_CORRUPT, "the archive could not be listed; nothing was restored");
    try (Stream<String> lines = Files.lines(command.output(), StandardCharsets.ISO_8859_1)) {
      return ArchiveListing.parse(lines.map(PgRestore::decoded));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Bytes of names in whatever encoding are passed through; UTF-8 is what they mostly are. */
  private static String decoded(String line) {
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The options by which only these entries are restored. */
  String use(List<ArchiveEntry> entries) {
    Path list = folder.resolve("use.list");
    try {
      Files.writeString(list, TableParts.useList(entries));
    } catch (IOException e) {
      throw unusable(e);
    }
    return "--use-list=" + list;
  }

  /** The options by which what is there under the names of the archive is dropped first. */
  static List<String> clean(boolean replace) {
    return replace ? List.of("--clean", "--if-exists") : List.of();
  }

  /** Loads into a database; what fails is a problem of the notes, and the rest is loaded. */
  void load(PostgresAddress database, RestoreNotes notes, List<String> options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                programs.program("pg_restore"),
                "--format=directory",
                "--dbname=dbname=" + quoted(database.database())));
    line.addAll(options);
    if (!order.owners()) {
      line.add("--no-owner");
    }
    if (!order.privileges()) {
      line.add("--no-privileges");
    }
    line.add(archive.toString());
    ClientCommand command = ClientCommand.in(folder, database, line);
    int status = command.run();
    List<String> errors =
        command.complaints(ClientCommand.MAX_READ).stream()
            .filter(said -> said.startsWith(ERROR))
            .map(said -> said.substring(ERROR.length()))
            .toList();
    errors.forEach(notes::problem);
    if (status != 0 && errors.isEmpty()) {
      throw command.failed(ErrorCode.RESTORE_INCOMPLETE, "the archive was not loaded", status);
    }
  }

  /** Loads all or nothing; {@code what} stays as it was when anything fails. */
  void loadWhole(PostgresAddress database, String what, List<String> options) {
    RestoreNotes notes = new RestoreNotes();
    List<String> all = new ArrayList<>(options);
    all.add("--single-transaction");
    load(database, notes, all);
    RestoreResult result = notes.result();
    if (!result.isComplete()) {
      throw new BackstayException(
          ErrorCode.TARGET_UNFIT,
          "%s could not be loaded into %s, which is as it was: %s"
              .formatted(what, database, String.join("; ", result.problems())));
    }
  }

  /** A value of libpq's connection strings; on the command line, and no secret. */
  private static String quoted(String database) {
    return "'" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private BackstayException unusable(IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE, "the spool " + folder + " cannot be used: " + cause, cause);
  }
}
