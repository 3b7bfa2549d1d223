package dev.backstay.cli.files;

import dev.backstay.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code backstay backup}: what can be backed up. */
@Command(
    name = "backup",
    description = "Back up into a vault.",
    subcommands = BackupFilesCommand.class,
    synopsisSubcommandLabel = "COMMAND")
public final class BackupCommand extends CommandGroup {}
