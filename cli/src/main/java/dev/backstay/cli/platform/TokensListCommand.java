package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay tokens list}. */
@Command(name = "list", description = "List the tokens, without what they are.")
final class TokensListCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();
  @Mixin private final ListLimit limit = new ListLimit();

  TokensListCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    Table table = new Table("Name", "Role", "Created", "Last used");
    limit.list(
        console,
        place.open(console),
        ApiRequest.get("tokens"),
        table,
        json ->
            table.row(
                json.text("name"),
                Words.lower(json.text("role")),
                Words.time(json.instant("createdAt"), world),
                Words.time(json.instant("lastUsedAt"), world)));
    return 0;
  }
}
