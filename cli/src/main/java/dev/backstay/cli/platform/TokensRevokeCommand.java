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
import picocli.CommandLine.Parameters;

/** {@code backstay tokens revoke}. */
@Command(name = "revoke", description = "Take a token's power; its next call is refused.")
final class TokensRevokeCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "NAME", description = "As the list names it.")
  private String name = "";

  TokensRevokeCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    JsonObject answer = place.open(console).call(ApiRequest.delete("tokens", name));
    if (answer.isEmpty()) {
      console.say("revoked " + name);
    } else {
      console.relay(answer, () -> "revoked " + name);
    }
    return 0;
  }
}
