package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DumpFailureTest {
  private static ErrorCode code(String... said) {
    return DumpFailure.code(List.of(said));
  }

  @Test
  void lostConnectionPassesByItself() {
    assertThat(
            code(
                "pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed:"
                    + " Connection refused",
                "\tIs the server running on that host and accepting TCP/IP connections?"))
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(
            code(
                "pg_dump: error: connection to server at \"db\" (10.0.0.1), port 5432 failed:"
                    + " FATAL:  the database system is shutting down"))
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(
            code(
                "pg_dump: error: query failed: FATAL:  Verbindung wird abgebrochen",
                "server closed the connection unexpectedly",
                "pg_dump: detail: Query was: LOCK TABLE public.orders IN ACCESS SHARE MODE"))
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  @Test
  void awaitedLockPassesByItselfInEveryLanguageOfAServer() {
    assertThat(
            code(
                "pg_dump: error: query failed: FEHLER:  storniere Anfrage wegen Zeitüberschreitung",
                "pg_dump: detail: Query was: LOCK TABLE public.orders IN ACCESS SHARE MODE"))
        .isEqualTo(ErrorCode.SOURCE_BUSY);
    assertThat(code("pg_dump: error: could not obtain lock on relation \"public.orders\""))
        .isEqualTo(ErrorCode.SOURCE_BUSY);
    assertThat(
            code(
                "pg_dump: error: Dumping the contents of table \"orders\" failed: PQgetResult()"
                    + " failed.",
                "pg_dump: detail: Error message from server: ERROR:  canceling statement due to"
                    + " conflict with recovery"))
        .isEqualTo(ErrorCode.SOURCE_BUSY);
  }

  @Test
  void whatIsDeniedNeedsAnAdministrator() {
    assertThat(
            code(
                "pg_dump: error: query failed: ERROR:  permission denied for table orders",
                "pg_dump: detail: Query was: LOCK TABLE public.orders IN ACCESS SHARE MODE"))
        .isEqualTo(ErrorCode.SOURCE_DENIED);
    assertThat(
            code(
                "pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed: FATAL: "
                    + " password authentication failed for user \"dumper\""))
        .isEqualTo(ErrorCode.SOURCE_DENIED);
    assertThat(
            code(
                "pg_dump: error: query failed: ERROR:  query would be affected by row-level"
                    + " security policy for table \"orders\""))
        .isEqualTo(ErrorCode.SOURCE_DENIED);
  }

  @Test
  void onlyADiskOfOursIsAFullSpool() {
    assertThat(code("pg_dump: error: could not write to file: No space left on device"))
        .isEqualTo(ErrorCode.SPOOL_FULL);
    assertThat(
            code(
                "pg_dump: error: could not execute query: ERROR:  could not write to file"
                    + " \"base/pgsql_tmp/1\": No space left on device"))
        .isEqualTo(ErrorCode.DUMP_FAILED);
    assertThat(code("pg_dump: error: a worker process died unexpectedly"))
        .isEqualTo(ErrorCode.DUMP_FAILED);
  }
}
