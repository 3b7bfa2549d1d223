package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay verify}. */
@Command(
    name = "verify",
    description = "Ask the platform to prove a backup again.",
    footer = {"", "'backstay backups show' tells how it ended."})
public final class VerifyCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "BACKUP", description = "Its id.")
  private String backup = "";

  @Option(
      names = "--destination",
      paramLabel = "NAME",
      description = "There alone; default: wherever it is.")
  private @Nullable String destination;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "How far, one of ${COMPLETION-CANDIDATES}; default: as the policy has it.")
  private @Nullable VerificationLevel level;

  VerifyCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String id = Names.backup(backup);
    JsonObject body =
        JsonObject.EMPTY
            .with("backup", id)
            .with("destination", Names.optional(destination, Names::destination))
            .with("level", level == null ? "" : level.name());
    Console console = Console.of(world, output);
    JsonObject answer = place.open(console).call(ApiRequest.post(body, "verifications"));
    console.relay(answer, () -> "asked for the proof of backup " + id);
    return 0;
  }
}
