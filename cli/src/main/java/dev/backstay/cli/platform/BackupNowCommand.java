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
import dev.backstay.contract.policy.BackupKind;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay backup now}. */
@Command(
    name = "now",
    description = "Ask the platform for a backup of a source.",
    footer = {
      "",
      "With --follow the command ends when the backup is proven at every destination, or with the",
      "status of what failed. To end it sooner harms nothing: the backup goes on."
    })
public final class BackupNowCommand implements Callable<Integer> {
  /** What fits into a header and into logs. */
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private static final int KEY_BYTES = 16;

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();

  @Parameters(index = "0", paramLabel = "SOURCE", description = "As the policy names it.")
  private String source = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "FULL, INCREMENTAL, LOGICAL or SCHEMA; default: as the source's schedule has it.")
  private @Nullable BackupKind kind;

  @Option(names = "--tag", paramLabel = "TAG", description = "Kept with it; may be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = {"-f", "--follow"},
      description = "Show its progress until its end.")
  private boolean follow;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Whoever asks twice with the same key gets the same backup.")
  private @Nullable String key;

  BackupNowCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String name = Names.source(source);
    if (kind != null && !kind.isRestorePoint()) {
      throw new BackstayException(
          ErrorCode.USAGE, "the stream is captured all the time; --kind WAL cannot be asked for");
    }
    String chosen = key();
    Console console = Console.of(world, output);
    Api api = place.open(console);
    JsonObject body =
        JsonObject.EMPTY
            .with("source", name)
            .with("kind", kind == null ? "" : kind.name())
            .with("tags", tags);
    JsonObject answer =
        api.call(ApiRequest.post(body, "backups").withHeader("Idempotency-Key", chosen));
    String id = answer.text("backup");
    console.relay(answer, () -> "asked for backup " + id + " of " + name);
    if (follow) {
      new BackupFollow(api, console).untilProven(Names.backup(answer.exact("backup")), name);
    }
    return 0;
  }

  private String key() {
    if (key == null) {
      byte[] bytes = new byte[KEY_BYTES];
      world.random().nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    if (!KEY.matcher(key).matches()) {
      throw new BackstayException(
          ErrorCode.USAGE, "--key is 1 to 200 letters, digits and signs without spaces");
    }
    return key;
  }
}
