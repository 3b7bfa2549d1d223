package dev.backstay.cli.platform;

import dev.backstay.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code backstay parked}: the commands about messages that were put aside. */
@Command(
    name = "parked",
    description = "See and replay messages that could not be handled.",
    subcommands = {ParkedListCommand.class, ParkedReplayCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class ParkedCommand extends CommandGroup {}
