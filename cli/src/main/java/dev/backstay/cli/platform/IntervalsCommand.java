package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.Api;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay intervals}. */
@Command(
    name = "intervals",
    description =
        "Show to which instants a source can be recovered, at each destination, newest first, and"
            + " what is missing of its stream.",
    footer = {
      "",
      "With --json: one object a line, 'type' is interval or gap.",
      "",
      "  backstay intervals orders",
      "  backstay intervals orders --destination offsite"
    })
public final class IntervalsCommand implements Callable<Integer> {
  private static final String TYPE = "type";

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();
  @Mixin private final ListLimit limit = new ListLimit();

  @Parameters(index = "0", paramLabel = "SOURCE", description = "As the policy names it.")
  private String source = "";

  @Option(
      names = "--destination",
      paramLabel = "NAME",
      description = "Only what this destination holds.")
  private @Nullable String destination;

  IntervalsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String name = Names.source(source);
    String where = Names.optional(destination, Names::destination);
    Console console = Console.of(world, output);
    Api api = place.open(console);
    Table intervals = new Table("Destination", "From", "Until", "Timeline", "End", "Base");
    list(
        console,
        api,
        ApiRequest.get("sources", name, "intervals").with("destination", where),
        "interval",
        interval -> interval(intervals, interval));
    Table gaps = new Table("Gap at", "After", "Timeline", "From", "To", "Why");
    list(
        console,
        api,
        ApiRequest.get("sources", name, "gaps").with("destination", where),
        "gap",
        gap -> gap(gaps, gap));
    if (!console.json()) {
      tell(console, intervals, gaps);
    }
    return 0;
  }

  private static void tell(Console console, Table intervals, Table gaps) {
    if (intervals.isEmpty()) {
      console.say("it can be recovered to no instant");
    } else {
      intervals.lines().forEach(console::say);
    }
    if (!gaps.isEmpty()) {
      console.say("");
      gaps.lines().forEach(console::say);
    }
  }

  private void list(
      Console console, Api api, ApiRequest request, String type, Consumer<JsonObject> row) {
    boolean more =
        api.list(
            request,
            limit.count(),
            item -> {
              if (console.json()) {
                console.relay(item.with(TYPE, type));
              } else {
                row.accept(item);
              }
            });
    if (more) {
      console.note("there are more: raise --limit " + limit.count());
    }
  }

  private void interval(Table table, JsonObject json) {
    table.row(
        json.text("destination"),
        Words.time(json.instant("from"), world),
        json.truth("continuous") ? Words.time(json.instant("until"), world) : "this instant only",
        json.text("timeline"),
        json.text("end"),
        json.text("base"));
  }

  private void gap(Table table, JsonObject json) {
    table.row(
        json.text("destination").isEmpty() ? "everywhere" : json.text("destination"),
        Words.time(json.instant("after"), world),
        json.text("timeline"),
        json.text("from"),
        json.text("to"),
        json.truth("captured") ? "this destination does not hold it" : json.text("cause"));
  }
}
