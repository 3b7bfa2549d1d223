package dev.backstay.cli.postgres;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.postgres.recovery.ClusterHoldings;
import dev.backstay.pipeline.postgres.recovery.RecoverableInterval;
import dev.backstay.pipeline.postgres.recovery.RecoverySet;
import dev.backstay.vault.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay recovery-points}. */
@Command(
    name = "recovery-points",
    description = "List the points that PostgreSQL clusters can be recovered to from a vault.",
    footer = {
      "",
      "Each line is an interval: every instant in it can be reached. What is between two lines",
      "cannot, for log is missing there."
    })
public final class RecoveryPointsCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Option(
      names = "--all-timelines",
      description = "Each timeline by itself, not only the way to the newest.")
  private boolean allTimelines;

  RecoveryPointsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    Table table = new Table("Source", "System", "Timeline", "From", "To", "Up to", "Backups");
    List<Line> lines;
    try (Vault vault = place.open(console)) {
      lines = ClusterHoldings.look(vault, this::lines);
    }
    for (Line line : lines) {
      console.emit(json(line.set(), line.interval()));
      row(table, line.set(), line.interval());
    }
    if (lines.isEmpty()) {
      console.say("no physical backup of a PostgreSQL cluster is here");
    } else {
      table.lines().forEach(console::say);
    }
    return 0;
  }

  /** An interval of a cluster. */
  private record Line(RecoverySet set, RecoverableInterval interval) {}

  private List<Line> lines(ClusterHoldings holdings) {
    TimelineChoice choice =
        allTimelines ? new TimelineChoice.Current() : new TimelineChoice.Latest();
    List<Line> lines = new ArrayList<>();
    for (RecoverySet set : holdings.all()) {
      for (RecoverableInterval interval : holdings.planner(set).intervals(choice)) {
        lines.add(new Line(set, interval));
      }
    }
    return lines;
  }

  private static JsonLine json(RecoverySet set, RecoverableInterval interval) {
    return JsonLine.of("recovery_points")
        .with("system", set.system().toString())
        .with("sources", set.sources())
        .with("timeline", interval.timeline())
        .with("since", interval.since())
        .with("until", interval.until())
        .with("from_lsn", interval.from().toString())
        .with("to_lsn", interval.to().toString())
        .with("backups", interval.bases());
  }

  private void row(Table table, RecoverySet set, RecoverableInterval interval) {
    table.row(
        Wording.printable(set.sources().isEmpty() ? "-" : String.join(", ", set.sources())),
        set.system().toString(),
        Integer.toString(interval.timeline()),
        Wording.time(interval.since(), world.zone()),
        Wording.time(interval.until(), world.zone()),
        interval.to().toString(),
        Integer.toString(interval.bases()));
  }
}
