package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.platform.api.Api;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The option that bounds a list, and the listing itself. */
final class ListLimit {
  /** A table is held in memory whole, to know how wide its columns are. */
  private static final int MOST = 1_000_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; default ${DEFAULT-VALUE}.")
  private int limit = 50;

  int count() {
    if (limit < 1 || limit > MOST) {
      throw new BackstayException(ErrorCode.USAGE, "--limit is 1 to " + MOST);
    }
    return limit;
  }

  /** Lists: for programs each item as it comes, for people the table that {@code row} fills. */
  void list(Console console, Api api, ApiRequest request, Table table, Consumer<JsonObject> row) {
    Listing listing = new Listing(console, row);
    boolean more = api.list(request, count(), listing);
    if (listing.count == 0) {
      console.note("there is none");
      return;
    }
    table.lines().forEach(console::say);
    if (more) {
      console.note("there are more: raise --limit " + limit);
    }
  }

  /** What is done with each item. Confined to one thread. */
  private static final class Listing implements Consumer<JsonObject> {
    private final Console console;
    private final Consumer<JsonObject> row;
    private int count;

    Listing(Console console, Consumer<JsonObject> row) {
      this.console = console;
      this.row = row;
    }

    @Override
    public void accept(JsonObject item) {
      count++;
      if (console.json()) {
        console.relay(item);
      } else {
        row.accept(item);
      }
    }
  }
}
