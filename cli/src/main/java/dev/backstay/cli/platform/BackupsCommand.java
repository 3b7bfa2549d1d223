package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.ApiPlace;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.contract.policy.BackupKind;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay backups}. */
@Command(
    name = "backups",
    description = "List the backups that the platform knows, newest first.",
    subcommands = BackupsShowCommand.class)
public final class BackupsCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ApiPlace place = new ApiPlace();
  @Mixin private final ListLimit limit = new ListLimit();

  @Option(names = "--source", paramLabel = "NAME", description = "Only those of a source.")
  private @Nullable String source;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only one of ${COMPLETION-CANDIDATES}.")
  private @Nullable BackupKind kind;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only one of requested, running, retrying, failed, captured, stored, proven, "
              + "damaged, forgotten, deleted.")
  private String state = "";

  @Option(
      names = "--destination",
      paramLabel = "NAME",
      description = "Only those at a destination.")
  private @Nullable String destination;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only those with a tag.")
  private String tag = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those after an instant, 2026-11-20T03:00:00Z, or as old as 36h or 7d.")
  private @Nullable String since;

  BackupsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    ApiRequest request =
        ApiRequest.get("backups")
            .with("source", Names.optional(source, Names::source))
            .with("kind", kind == null ? "" : kind.name())
            .with("state", state.toUpperCase(Locale.ROOT))
            .with("destination", Names.optional(destination, Names::destination))
            .with("tag", tag)
            .with("from", Names.optional(since, text -> Since.parse(text, world).toString()));
    Console console = Console.of(world, output);
    Table table = new Table("ID", "Time", "Source", "Kind", "State", "Destinations", "Tags");
    limit.list(
        console,
        place.open(console),
        request,
        table,
        json -> {
          ListedBackup backup = ListedBackup.of(json);
          table.row(
              backup.id(),
              Words.time(backup.at(), world),
              backup.source(),
              Words.lower(backup.kind()),
              Words.lower(backup.state()),
              String.join(", ", ListedBackup.places(json)),
              String.join(",", backup.tags()));
        });
    return 0;
  }
}
