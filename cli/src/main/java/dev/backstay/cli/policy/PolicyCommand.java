package dev.backstay.cli.policy;

import dev.backstay.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code backstay policy}: the commands about the policy file. */
@Command(
    name = "policy",
    description = "Read the policy file.",
    subcommands = PolicyCheckCommand.class,
    synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand extends CommandGroup {}
