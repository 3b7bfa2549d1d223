package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What it means that pg_dump or pg_dumpall failed, by what it complained of first: there is no
 * other trace of the cause. Its own words are English, as its locale is set; a server may say its
 * share in another language, so lost connections and awaited locks are known by the program's
 * words.
 */
final class DumpFailure {
  /** The statement that failed is told behind the failure; what follows is its consequence. */
  private static final int LINES = 12;

  /** In the order of what they are sure of. */
  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              "error: could not (?:(?!ERROR: ).)*: (?:No space left on device|Disk quota exceeded)",
              ErrorCode.SPOOL_FULL),
          new Sign(
              "permission denied|password authentication failed|no password supplied"
                  + "|no pg_hba.conf entry|pg_hba.conf rejects|is not permitted to log in"
                  + "|role \".*\" does not exist|must be (?:owner|superuser)"
                  + "|row-level security",
              ErrorCode.SOURCE_DENIED),
          new Sign(
              "conflict with recovery|canceling statement|deadlock detected"
                  + "|could not obtain lock on relation",
              ErrorCode.SOURCE_BUSY),
          new Sign(
              "connection to server|server closed the connection|terminating connection"
                  + "|no connection to the server|SSL connection has been closed|SSL SYSCALL error"
                  + "|could not (?:receive data from|send data to) server|could not connect"
                  + "|[Cc]onnection (?:refused|reset|timed out)|the database system is"
                  + "|too many (?:connections|clients)|remaining connection slots",
              ErrorCode.SOURCE_UNREACHABLE),
          // Denied or cut off, it was told above; what is left is a wait, or a table that has gone.
          new Sign("Query was: LOCK TABLE", ErrorCode.SOURCE_BUSY));

  private record Sign(Pattern words, ErrorCode code) {
    private Sign(String words, ErrorCode code) {
      this(Pattern.compile(words), code);
    }
  }

  private DumpFailure() {}

  /** The error to throw; {@code what} is what could not be done. */
  static BackstayException of(ClientCommand command, String what, int status) {
    return command.failed(code(command.failure(LINES)), what, status);
  }

  /** The code for the lines that a program complained by. */
  static ErrorCode code(List<String> complaints) {
    String said = String.join("\n", complaints);
    return SIGNS.stream()
        .filter(sign -> sign.words().matcher(said).find())
        .findFirst()
        .map(Sign::code)
        .orElse(ErrorCode.DUMP_FAILED);
  }
}
