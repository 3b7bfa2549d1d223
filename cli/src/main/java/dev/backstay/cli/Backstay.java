package dev.backstay.cli;

import dev.backstay.cli.console.CommandGroup;
import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.ForeignFailure;
import dev.backstay.cli.console.World;
import dev.backstay.cli.files.BackupCommand;
import dev.backstay.cli.files.RestoreCommand;
import dev.backstay.cli.platform.AuditCommand;
import dev.backstay.cli.platform.BackupsCommand;
import dev.backstay.cli.platform.EventsCommand;
import dev.backstay.cli.platform.IntervalsCommand;
import dev.backstay.cli.platform.ParkedCommand;
import dev.backstay.cli.platform.PruneSourceCommand;
import dev.backstay.cli.platform.RetentionCommand;
import dev.backstay.cli.platform.StatusCommand;
import dev.backstay.cli.platform.TokensCommand;
import dev.backstay.cli.platform.VerifyCommand;
import dev.backstay.cli.policy.PolicyCommand;
import dev.backstay.cli.postgres.RecoveryPointsCommand;
import dev.backstay.cli.snapshots.DiffCommand;
import dev.backstay.cli.snapshots.ForgetCommand;
import dev.backstay.cli.snapshots.LsCommand;
import dev.backstay.cli.snapshots.SnapshotsCommand;
import dev.backstay.cli.vault.CheckCommand;
import dev.backstay.cli.vault.RepairCommand;
import dev.backstay.cli.vault.VaultCommand;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The root of all commands: which there are, and how each ends. */
@Command(
    name = "backstay",
    description = "Backs up, proves and restores.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "'./backstay up' starts the platform, and './backstay demo' shows it in a minute.",
      "",
      "BACKSTAY_VAULT and BACKSTAY_PASSWORD_FILE name the vault and its password once for all,",
      "BACKSTAY_API and BACKSTAY_TOKEN_FILE the running platform and the token to call it with.",
      "Exit statuses are in docs/errors.md."
    })
final class Backstay extends CommandGroup {
  private static final int HELP_COLUMNS = 100;

  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          VaultCommand.class,
          BackupCommand.class,
          SnapshotsCommand.class,
          LsCommand.class,
          DiffCommand.class,
          RestoreCommand.class,
          RecoveryPointsCommand.class,
          CheckCommand.class,
          RepairCommand.class,
          ForgetCommand.class,
          PolicyCommand.class,
          StatusCommand.class,
          BackupsCommand.class,
          EventsCommand.class,
          VerifyCommand.class,
          IntervalsCommand.class,
          RetentionCommand.class,
          PruneSourceCommand.class,
          ParkedCommand.class,
          TokensCommand.class,
          AuditCommand.class,
          TrainCommand.class,
          VersionCommand.class,
          CompletionCommand.class,
          HelpCommand.class);

  /** Runs one command; its exit status. */
  static int run(World world, String... args) {
    CommandLine root = commandLine(world, askedFor(args));
    try {
      return root.execute(args);
    } catch (RuntimeException | Error e) { // what picocli itself lets through
      return end(world, root, e);
    } finally {
      world.out().flush();
      world.err().flush();
    }
  }

  /** The command a line begins with; to describe all others would take an eighth of a start. */
  private static List<Class<?>> askedFor(String... args) {
    for (Class<?> command : COMMANDS) {
      if (args.length > 0 && name(command).equals(args[0])) {
        return List.of(command);
      }
    }
    return COMMANDS;
  }

  private static String name(Class<?> command) {
    return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
  }

  /** All commands, for that world. */
  static CommandLine commandLine(World world) {
    return commandLine(world, COMMANDS);
  }

  private static CommandLine commandLine(World world, List<Class<?>> commands) {
    CommandLine root = new CommandLine(new Backstay(), new CommandFactory(world));
    commands.forEach(root::addSubcommand); // before what follows, which then holds for them, too
    root.registerConverter(ByteSize.class, Backstay::size);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpWidth(HELP_COLUMNS);
    root.setOut(new PrintWriter(world.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(world.err(), true, StandardCharsets.UTF_8));
    root.setExecutionStrategy(new CommandLine.RunLast());
    root.setExecutionExceptionHandler((failure, command, _) -> end(world, command, failure));
    root.setParameterExceptionHandler((failure, args) -> misused(world, failure, args));
    return root;
  }

  private static ByteSize size(String text) {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }

  private static int misused(World world, ParameterException failure, String... args) {
    boolean json = List.of(args).contains("--json");
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    String message = "%s: %s".formatted(command, failure.getMessage());
    new Console(world, json, false).error(new BackstayException(ErrorCode.USAGE, message));
    return ErrorCode.USAGE.exitStatus();
  }

  private static int end(World world, CommandLine command, Throwable failure) {
    ParseResult parsed = command.getParseResult();
    boolean json = parsed != null && parsed.hasMatchedOption("--json");
    boolean debug = parsed != null && parsed.hasMatchedOption("--debug");
    BackstayException coded = coded(failure);
    new Console(world, json, false).error(coded);
    if (debug || (coded.code() == ErrorCode.INTERNAL && !ForeignFailure.isBehind(coded))) {
      failure.printStackTrace(world.err());
    }
    return coded.code().exitStatus();
  }

  private static BackstayException coded(Throwable failure) {
    return switch (failure) {
      case BackstayException coded -> coded;
      case OutOfMemoryError e ->
          new BackstayException(
              ErrorCode.MEMORY_SHORT, "the heap is full; what was stored is kept", e);
      default ->
          new BackstayException(
              ErrorCode.INTERNAL, "an unexpected failure ended the command: " + failure, failure);
    };
  }
}
