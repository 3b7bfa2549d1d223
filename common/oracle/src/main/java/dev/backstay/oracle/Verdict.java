package dev.backstay.oracle;

import java.util.List;

/**
 * What a stock program said.
 *
 * @param output its standard output, as UTF-8
 * @param errors its standard error, as UTF-8
 */
public record Verdict(List<String> commandLine, int exitStatus, String output, String errors) {
  public Verdict {
    commandLine = List.copyOf(commandLine);
  }

  public boolean accepted() {
    return exitStatus == 0;
  }

  /** This verdict, when the program accepted; else a failure that shows everything it said. */
  public Verdict orFail() {
    if (!accepted()) {
      throw new AssertionError(this.toString());
    }
    return this;
  }

  /** For people: command, status and both outputs. */
  @Override
  public String toString() {
    return "%s%nended with %d%n%s%s"
        .formatted(String.join(" ", commandLine), exitStatus, output, errors);
  }
}
