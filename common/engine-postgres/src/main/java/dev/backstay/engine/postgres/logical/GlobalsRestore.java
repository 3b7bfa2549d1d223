package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Restores roles and tablespaces by psql: those that are there get what the dump says of them. */
final class GlobalsRestore {
  /** What must be confirmed stands for more than one database. */
  static final String WHAT = "globals";

  private static final String DUPLICATE_OBJECT = "42710";

  private static final Pattern ERROR = Pattern.compile("psql:.*: ERROR:  (\\w{5}): (.*)");

  private GlobalsRestore() {}

  static void run(ClientPrograms programs, TargetFacts target, Path folder, RestoreNotes notes) {
    ClientCommand command =
        ClientCommand.in(
            folder,
            target.address().withDatabase(target.maintenance()),
            List.of(
                programs.program("psql"),
                "--no-psqlrc",
                "--quiet",
                "--set=VERBOSITY=verbose",
                "--file=" + folder.resolve(DumpRecord.GLOBALS)));
    command.run(ErrorCode.RESTORE_INCOMPLETE, "the globals were not restored");
    for (String said : command.complaints(ClientCommand.MAX_READ)) {
      Matcher error = ERROR.matcher(said);
      if (error.matches() && !error.group(1).equals(DUPLICATE_OBJECT)) {
        notes.problem(error.group(2));
      }
    }
  }
}
