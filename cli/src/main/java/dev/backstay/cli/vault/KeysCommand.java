package dev.backstay.cli.vault;

import dev.backstay.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code backstay vault keys}: the passwords that open a vault. */
@Command(
    name = "keys",
    description = "List, add, remove and replace the passwords that open a vault.",
    subcommands = {
      KeysListCommand.class,
      KeysAddCommand.class,
      KeysRemoveCommand.class,
      KeysRotateCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand extends CommandGroup {}
