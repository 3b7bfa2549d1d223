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

/** {@code backstay tokens create}. */
@Command(
    name = "create",
    description = "Make a token and print it: it is shown this once.",
    footer = {"", "Keep it in a file of your own: (umask 077; backstay tokens create ci > FILE)."})
final class TokensCreateCommand implements Callable<Integer> {
  /** What a token's bearer may do; each may do what those before it may. */
  enum Role {
    VIEWER,
    OPERATOR,
    ADMIN
  }

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "NAME", description = "What the audit log calls it.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "VIEWER",
      description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Role role = Role.VIEWER;

  TokensCreateCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    JsonObject body = JsonObject.EMPTY.with("name", name).with("role", role.name());
    JsonObject answer = place.open(console).call(ApiRequest.post(body, "tokens"));
    console.note("token of " + answer.text("name") + ", " + Words.lower(role.name()) + ":");
    console.relay(answer, () -> answer.text("token"));
    return 0;
  }
}
