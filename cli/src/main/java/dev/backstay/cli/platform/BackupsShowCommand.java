package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.Api;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backstay backups show}. */
@Command(
    name = "show",
    description = "Show what is known of a backup, and its way to each destination.")
final class BackupsShowCommand implements Callable<Integer> {
  private static final int LABEL_COLUMNS = 14;

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "ID", description = "The backup.")
  private String backup = "";

  BackupsShowCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String id = Names.backup(backup);
    Console console = Console.of(world, output);
    Api api = place.open(console);
    JsonObject found = api.call(ApiRequest.get("backups", id));
    List<JsonObject> timeline =
        api.call(ApiRequest.get("backups", id, "timeline")).objects("items");
    console.relay(found);
    timeline.forEach(console::relay);
    if (!console.json()) {
      show(console, found, timeline);
    }
    return 0;
  }

  private void show(Console console, JsonObject found, List<JsonObject> timeline) {
    for (String name : found.names()) {
      String value =
          found.texts(name).isEmpty() ? found.text(name) : String.join(", ", found.texts(name));
      if (!value.isEmpty()) {
        console.say(row(name, found.instant(name).isEmpty() ? value : time(found, name)));
      }
    }
    failure(console, found.object("failure"));
    Table places = new Table("Destination", "State", "Proof", "Proven", "Problem");
    for (JsonObject json : ListedBackup.replicas(found)) {
      ListedBackup.Replica replica = ListedBackup.Replica.of(json);
      places.row(
          replica.destination(),
          Words.lower(replica.state()),
          Words.orNone(replica.level()),
          Words.time(json.instant("provenAt"), world),
          replica.failure().text("message"));
    }
    if (!ListedBackup.replicas(found).isEmpty()) {
      console.say("");
      places.lines().forEach(console::say);
    }
    if (!timeline.isEmpty()) {
      console.say("");
      timeline.forEach(entry -> console.say(TimelineEntry.of(entry, world)));
    }
  }

  private static void failure(Console console, JsonObject failure) {
    if (!failure.isEmpty()) {
      console.say(row("failure", failure.text("message")));
      console.say(row("", failure.text("remedy")));
    }
  }

  private static String row(String name, String value) {
    String label = Words.label(name);
    return (label + " ".repeat(Math.max(1, LABEL_COLUMNS - label.length())) + value)
        .stripTrailing();
  }

  private String time(JsonObject found, String name) {
    return Words.time(found.instant(name), world);
  }
}
