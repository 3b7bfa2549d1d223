package dev.backstay.cli;

import dev.backstay.cli.console.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code backstay help}. */
@Command(name = "help", description = "Print the help of a command: backstay help vault keys.")
final class HelpCommand implements Callable<Integer> {
  private final World world;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Default: all commands.")
  private List<String> path = new ArrayList<>();

  @SuppressWarnings("UnusedVariable") // the parser itself acts on it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean help;

  HelpCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    CommandLine command = Backstay.commandLine(world);
    for (String name : path) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(command, "there is no command '" + name + "'");
      }
      command = next;
    }
    world.out().print(command.getUsageMessage());
    return 0;
  }
}
