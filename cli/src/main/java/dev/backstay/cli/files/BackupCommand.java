package dev.backstay.cli.files;

import dev.backstay.cli.console.CommandGroup;
import dev.backstay.cli.dumps.BackupPostgresDumpCommand;
import dev.backstay.cli.platform.BackupNowCommand;
import dev.backstay.cli.postgres.BackupPostgresCommand;
import picocli.CommandLine.Command;

/** {@code backstay backup}: what can be backed up. */
@Command(
    name = "backup",
    description =
        "Back up files or a PostgreSQL cluster into a vault, or a source of the platform now.",
    subcommands = {
      BackupFilesCommand.class,
      BackupPostgresCommand.class,
      BackupPostgresDumpCommand.class,
      BackupNowCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class BackupCommand extends CommandGroup {}
