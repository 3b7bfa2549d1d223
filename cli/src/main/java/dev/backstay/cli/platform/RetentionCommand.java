package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay retention}. */
@Command(
    name = "retention",
    description = "Tell what retention would keep and remove now; nothing is changed.")
public final class RetentionCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "SOURCE", description = "As the policy names it.")
  private String source = "";

  @Option(
      names = "--explain",
      description = "Every backup with each reason, not only those that would go.")
  private boolean explain;

  RetentionCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String name = Names.source(source);
    Console console = Console.of(world, output);
    JsonObject plan = place.open(console).call(ApiRequest.get("retention", name));
    new RetentionTable(plan).tell(console, explain);
    return 0;
  }
}
