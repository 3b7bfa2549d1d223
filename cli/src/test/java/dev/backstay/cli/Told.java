package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.util.List;

/** How a command ended and all it said. */
record Told(int status, String out, String err) {
  Told orFail() {
    assertThat(status).as("%s", this).isZero();
    return this;
  }

  /** Ends as the code says, with one error, its remedy and nothing that only we understand. */
  Told isRefused(ErrorCode code) {
    assertThat(status).as("%s", this).isEqualTo(code.exitStatus());
    assertThat(errors()).as("%s", this).hasSize(1);
    List<String> lines = err.lines().toList();
    assertThat(lines.subList(lines.indexOf(errors().getFirst()) + 1, lines.size()))
        .as("%s", this)
        .containsExactly("  " + code.remedy());
    assertThat(out + err).doesNotContain("Exception", "\tat ");
    return this;
  }

  /** The lines that tell of an error, without warnings. */
  List<String> errors() {
    return err.lines()
        .filter(line -> line.startsWith("backstay: ") && !line.startsWith("backstay: warning: "))
        .toList();
  }
}
