package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.postgres.server.ServerCommand;
import dev.backstay.postgres.server.ServerPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stock programs that enter a scratch server.
 *
 * @param folder of the server's socket, where they also write
 * @param command how they are run
 */
public record ScratchClients(
    ServerPrograms programs, Path folder, ServerCommand command, String superuser) {
  private static final String AMCHECK = "pg_amcheck";

  /** Its exit status; every other but 0 says that it could not check. */
  private static final int AMCHECK_DAMAGE = 2;

  /** It reads everything once. */
  private static final Duration AMCHECK_LIMIT = Duration.ofHours(2);

  private static final String DUMP = "pg_dump";

  /** Of definitions alone; a database may have hundreds of thousands. */
  private static final Duration DUMP_LIMIT = Duration.ofMinutes(30);

  /** Else a database of the source decides how the strings of statements are to be read. */
  private static final String PLAIN_STRINGS = " -c standard_conforming_strings=on";

  /** Whether tables and indexes can be checked. */
  public boolean hasAmcheck() {
    return programs.has(AMCHECK);
  }

  /** What is wrong with the tables and indexes of a database, where that can be checked at all. */
  public Optional<String> amcheck(String database) {
    if (!hasAmcheck()) {
      return Optional.empty();
    }
    String pattern = '"' + database.replace("\"", "\"\"") + '"';
    int status =
        command.status(
            line(AMCHECK, List.of("--install-missing", "--database=" + pattern)), AMCHECK_LIMIT);
    boolean damage = status == AMCHECK_DAMAGE && !MachineTrouble.isToldIn(command.output());
    if (status != 0 && !damage) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "'%s' could not check database '%s': %s"
              .formatted(AMCHECK, database, ScratchServer.lastWords(command.output())));
    }
    return damage ? Optional.of(ScratchServer.lastWords(command.output())) : Optional.empty();
  }

  /** Refuses programs without the one that {@link #dump} needs. */
  public static void requireDump(ServerPrograms programs) {
    if (!programs.has(DUMP)) {
      throw new BackstayException(
          ErrorCode.PROGRAM_MISSING,
          "no '%s' is in %s; nothing was restored".formatted(DUMP, programs.folder()));
    }
  }

  /** What the server's own {@code pg_dump} says of a database, as statements. */
  public String dump(String database, List<String> options) {
    Path file = folder.resolve("dump.sql");
    String quoted = database.replace("\\", "\\\\").replace("'", "\\'");
    List<String> all =
        new ArrayList<>(
            List.of(
                "--format=plain",
                "--encoding=UTF8",
                "--file=" + file,
                "--dbname=dbname='" + quoted + "'"));
    all.addAll(options);
    try {
      Files.deleteIfExists(file);
      command.run(line(DUMP, all), Optional.empty(), DUMP_LIMIT);
      return Files.readString(file);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE, "%s could not be written: %s".formatted(file, e), e);
    }
  }

  private List<String> line(String program, List<String> options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "PGOPTIONS=" + ScratchServer.NO_LIBRARIES + PLAIN_STRINGS,
                programs.program(program),
                "--no-password",
                "--host=" + folder,
                "--port=" + ScratchServer.PORT,
                "--username=" + superuser));
    line.addAll(options);
    return line;
  }
}
