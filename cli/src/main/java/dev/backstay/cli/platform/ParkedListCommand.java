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

/** {@code backstay parked list}. */
@Command(
    name = "list",
    description = "List the messages that were put aside, and why.",
    footer = {"", "'backstay parked replay' sends one again, by how the list names it."})
final class ParkedListCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();
  @Mixin private final ListLimit limit = new ListLimit();

  ParkedListCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    Table table = new Table("Message", "Parked", "Group", "Code", "Why");
    limit.list(
        console,
        place.open(console),
        ApiRequest.get("parked"),
        table,
        json -> row(table, json.object("message").isEmpty() ? json : json.object("message")));
    return 0;
  }

  private void row(Table table, JsonObject message) {
    table.row(
        "%s/%s/%s"
            .formatted(message.text("topic"), message.text("partition"), message.text("offset")),
        Words.time(message.instant("parkedAt"), world),
        message.text("group"),
        message.object("failure").text("code"),
        message.object("failure").text("message"));
  }
}
