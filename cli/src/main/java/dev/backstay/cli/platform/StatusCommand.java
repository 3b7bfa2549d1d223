package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay status}. */
@Command(
    name = "status",
    description = "Tell how the platform, its sources and its destinations are, and what runs.",
    footer = {
      "",
      "With --nagios: one line, and the status 0 for OK, 1 for WARNING, 2 for CRITICAL, 3 for",
      "UNKNOWN. Without it the status is 0 whatever the health is."
    })
public final class StatusCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Option(names = "--nagios", description = "Speak and end as a monitoring plugin.")
  private boolean nagios;

  StatusCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    if (nagios) {
      return check(console).pluginStatus();
    }
    PlatformStatus status = ask(console);
    console.relay(status.json());
    status.lines().forEach(console::say);
    return 0;
  }

  private PlatformStatus ask(Console console) {
    JsonObject answer = place.open(console).call(ApiRequest.get("status"));
    return new PlatformStatus(answer, world);
  }

  private HealthState check(Console console) {
    try {
      PlatformStatus status = ask(console);
      console.relay(status.json(), () -> new NagiosLine(status, world).toString());
      return status.health();
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      if (output.json()) {
        console.error(e);
      } else {
        console.say(NagiosLine.unknown(String.valueOf(e.getMessage())));
      }
      return HealthState.UNKNOWN;
    }
  }
}
