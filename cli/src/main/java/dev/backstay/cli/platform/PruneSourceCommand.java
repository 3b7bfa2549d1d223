package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.Api;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay prune}. */
@Command(
    name = "prune",
    description = "Ask the platform to let go of what retention does not keep.",
    footer = {
      "",
      "For a source of the platform, at every destination. 'backstay vault prune' is for a vault",
      "that no platform looks after. Without --yes nothing is removed: look with --dry-run first."
    })
public final class PruneSourceCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "SOURCE", description = "As the policy names it.")
  private String source = "";

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only tell what would be removed.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Remove them: this cannot be undone.")
  private boolean confirmed;

  PruneSourceCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String name = Names.source(source);
    if (dryRun == confirmed) {
      throw new BackstayException(
          ErrorCode.USAGE,
          "prune removes backups for good: pass either --dry-run to look, or --yes");
    }
    Console console = Console.of(world, output);
    Api api = place.open(console);
    JsonObject answer =
        api.call(
            ApiRequest.post(
                JsonObject.EMPTY.with("source", name).with("dryRun", dryRun), "prunes"));
    if (dryRun) {
      new RetentionTable(answer).tell(console, false);
    } else {
      String prune = answer.text("prune");
      console.relay(
          answer,
          () ->
              prune.isEmpty()
                  ? "retention keeps every backup of " + name
                  : "asked for prune " + prune + " of " + name);
    }
    return 0;
  }
}
