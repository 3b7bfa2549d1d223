package dev.backstay.cli.vault;

import dev.backstay.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code backstay vault}: the commands about a vault as a whole. */
@Command(
    name = "vault",
    description = "Make a vault, look after it, copy and mend it.",
    subcommands = {
      InitCommand.class,
      KeysCommand.class,
      EscrowCommand.class,
      CheckCommand.class,
      CopyCommand.class,
      PruneCommand.class,
      RepairCommand.class,
      RefillCommand.class,
      StatsCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class VaultCommand extends CommandGroup {}
