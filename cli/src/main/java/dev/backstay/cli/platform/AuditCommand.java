package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay audit}. */
@Command(
    name = "audit",
    description = "Show who asked the platform for what, and what came of it, newest first.")
public final class AuditCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();
  @Mixin private final ListLimit limit = new ListLimit();

  @Option(names = "--actor", paramLabel = "WHO", description = "Only what one has asked for.")
  private String actor = "";

  @Option(names = "--action", paramLabel = "ACTION", description = "Only one thing asked for.")
  private String action = "";

  AuditCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    ApiRequest request = ApiRequest.get("audit").with("actor", actor).with("action", action);
    Console console = Console.of(world, output);
    Table table = new Table("Time", "Actor", "Action", "Of", "Outcome");
    limit.list(
        console,
        place.open(console),
        request,
        table,
        json ->
            table.row(
                Words.time(json.instant("at"), world),
                json.text("actor"),
                json.text("action"),
                Words.orNone(json.text("source", "target")),
                outcome(json)));
    return 0;
  }

  /** A word, or an object with the state and what it failed with. */
  private static String outcome(JsonObject json) {
    JsonObject outcome = json.object("outcome");
    String failure = outcome.object("failure").text("message");
    String word = Words.lower(json.text("outcome") + outcome.text("state"));
    return failure.isEmpty() ? word : word + ": " + failure;
  }
}
