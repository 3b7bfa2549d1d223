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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay events}. */
@Command(
    name = "events",
    description = "Show the last events, and with --follow those that come.",
    footer = {"", "docs/events.md has the types and what each of them tells."})
public final class EventsCommand implements Callable<Integer> {
  private static final int LAST = 20;
  private static final int MOST = 1_000_000;

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until interrupted; a lost connection is made again.")
  private boolean follow;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only those of a type, such as dev.backstay.backup.verified.v1.")
  private String type = "";

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      description = "Only those of a source, or whatever else they are about.")
  private String subject = "";

  @Option(
      names = "--after",
      paramLabel = "SEQUENCE",
      description = "Those behind an event by its number in the feed, instead of the last ones.")
  private @Nullable Long after;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default " + LAST + ", with --follow no end.")
  private @Nullable Integer limit;

  EventsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if ((limit != null && (limit < 1 || limit > MOST)) || (after != null && after < 0)) {
      throw new BackstayException(
          ErrorCode.USAGE, "--limit is 1 to " + MOST + ", and --after no less than 0");
    }
    Console console = Console.of(world, output);
    Api api = place.open(console);
    String from = after == null ? "" : after.toString();
    if (!follow) {
      last(console, api, from, limit == null ? LAST : limit);
    } else {
      follow(console, api, from);
    }
    return 0;
  }

  private ApiRequest of(String... segments) {
    return ApiRequest.get(segments).with("type", type).with("subject", subject);
  }

  private void last(Console console, Api api, String from, int count) {
    api.list(of("events").with("after", from), count, json -> tell(console, json));
  }

  private void follow(Console console, Api api, String from) {
    AtomicInteger left = new AtomicInteger(limit == null ? Integer.MAX_VALUE : limit);
    api.feed(of("events", "stream"))
        .follow(
            from,
            json -> {
              tell(console, json);
              return left.decrementAndGet() > 0;
            });
  }

  private void tell(Console console, JsonObject json) {
    console.relay(json, () -> new ListedEvent(json).line(world));
  }
}
