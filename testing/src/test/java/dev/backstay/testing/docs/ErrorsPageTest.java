package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ErrorsPageTest {
  private static final String HEAD =
      """
      # Errors

      Every failure of Backstay has one of these codes. A command prints the code, what happened and what was kept,
      and what to do next; it ends with the exit status of the code. Names and exit statuses never change their
      meaning.

      A command that did what it was asked ends with 0.

      This page is written from `ErrorCode`; a test compares them.

      """;

  @Test
  void thePageSaysWhatTheCodeSays() throws IOException {
    new GeneratedPage("docs/errors.md", render(), "ErrorsPageTest").checkOrRegenerate();
  }

  @Test
  void anExitStatusNamesOneCode() {
    assertThat(ErrorCode.values()).extracting(ErrorCode::exitStatus).doesNotHaveDuplicates();
    assertThat(ErrorCode.values())
        .extracting(ErrorCode::exitStatus)
        .allSatisfy(status -> assertThat(status).isBetween(2, 254));
  }

  private static String render() {
    return HEAD
        + "| kind | means |\n|---|---|\n"
        + Arrays.stream(ErrorKind.values())
            .map(kind -> "| %s | %s |%n".formatted(kind, meaningOf(kind)))
            .collect(Collectors.joining())
        + "\n| exit status | code | kind | what to do |\n|---:|---|---|---|\n"
        + Arrays.stream(ErrorCode.values())
            .sorted(Comparator.comparingInt(ErrorCode::exitStatus))
            .map(ErrorsPageTest::rowOf)
            .collect(Collectors.joining());
  }

  private static String rowOf(ErrorCode code) {
    return "| %d | `%s` | %s | %s |%n"
        .formatted(code.exitStatus(), code, code.kind(), code.remedy().replace("|", "\\|"));
  }

  private static String meaningOf(ErrorKind kind) {
    return switch (kind) {
      case USER -> "the request was wrong; only its author can mend it";
      case TRANSIENT ->
          "the world was briefly unwilling; the same call may succeed later, and only"
              + " these are retried";
      case RESOURCE -> "something ran out or is not permitted; an operator must provide it";
      case INTEGRITY -> "stored bytes are not what was stored; never retried, never passed over";
      case BUG -> "we are wrong; please report it";
    };
  }
}
