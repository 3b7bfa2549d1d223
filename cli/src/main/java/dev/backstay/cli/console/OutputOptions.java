package dev.backstay.cli.console;

import picocli.CommandLine.Option;

/** The options that every command has. */
public final class OutputOptions {
  @Option(
      names = "--json",
      description = "Print JSON lines instead of text: see docs/cli.md.",
      order = 90)
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print results, warnings and errors only: no progress.",
      order = 91)
  private boolean quiet;

  @SuppressWarnings("UnusedVariable") // picocli holds it until an error asks for it
  @Option(names = "--debug", description = "Print the stack trace of an error.", order = 92)
  private boolean debug;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.",
      order = 93)
  private boolean help;

  public boolean json() {
    return json;
  }

  public boolean quiet() {
    return quiet;
  }
}
