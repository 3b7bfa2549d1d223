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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backstay parked replay}. */
@Command(
    name = "replay",
    description = "Send a message again that was put aside, after its cause is mended.")
final class ParkedReplayCommand implements Callable<Integer> {
  private static final Pattern MESSAGE =
      Pattern.compile("([a-zA-Z0-9._-]{1,249})/(\\d{1,9})/(\\d{1,18})");

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(
      index = "0",
      paramLabel = "MESSAGE",
      description = "As the list names it: TOPIC/PARTITION/OFFSET.")
  private String message = "";

  ParkedReplayCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Matcher parts = MESSAGE.matcher(message);
    if (!parts.matches()) {
      throw new BackstayException(
          ErrorCode.USAGE, "a message is named TOPIC/PARTITION/OFFSET: see 'backstay parked list'");
    }
    Console console = Console.of(world, output);
    JsonObject answer =
        place
            .open(console)
            .call(
                ApiRequest.post(
                    JsonObject.EMPTY,
                    "parked",
                    parts.group(1),
                    parts.group(2),
                    parts.group(3),
                    "replay"));
    if (answer.isEmpty()) {
      console.say("asked to replay " + message);
    } else {
      console.relay(answer, () -> "asked to replay " + message);
    }
    return 0;
  }
}
