package dev.backstay.cli;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backstay completion}. */
@Command(
    name = "completion",
    description = "Print a completion script for a shell: source <(backstay completion bash).")
final class CompletionCommand implements Callable<Integer> {
  /** The shells it knows: one script serves both and tells them apart itself. */
  enum Shell {
    BASH,
    ZSH
  }

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();

  @SuppressWarnings("UnusedVariable") // only what it may be matters
  @Parameters(index = "0", paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  CompletionCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("backstay", Backstay.commandLine(world));
    Console.of(world, output).say(script);
    return 0;
  }
}
