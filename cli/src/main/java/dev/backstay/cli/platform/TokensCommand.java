package dev.backstay.cli.platform;

import dev.backstay.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code backstay tokens}: the commands about who may call the API. */
@Command(
    name = "tokens",
    description = "Manage the tokens that the platform's API knows its callers by.",
    subcommands = {TokensCreateCommand.class, TokensListCommand.class, TokensRevokeCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class TokensCommand extends CommandGroup {}
