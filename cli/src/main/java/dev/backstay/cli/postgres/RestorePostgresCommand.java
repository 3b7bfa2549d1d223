package dev.backstay.cli.postgres;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.engine.postgres.recovery.TargetAction;
import dev.backstay.pipeline.postgres.recovery.PostgresRestore;
import dev.backstay.pipeline.postgres.recovery.PostgresRestoreReport;
import dev.backstay.pipeline.postgres.recovery.RestoreOrder;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay restore postgres}. */
@Command(
    name = "postgres",
    description = "Restore a PostgreSQL cluster up to a chosen point.",
    footer = {
      "",
      "Needs nothing but the vault and its password. The directory is ready for the server, which",
      "replays the log when it starts. Over a directory that is in use, or that holds another",
      "cluster than --confirm names, nothing is ever restored."
    })
public final class RestorePostgresCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final PointOptions point = new PointOptions();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "DIR",
      description =
          "The data directory to be; new or empty, unless --delta is given. What an interrupted"
              + " restore of the same cluster left there is finished.")
  private Path target = Path.of("");

  @Option(
      names = "--tablespace",
      paramLabel = "OID=DIR",
      description = "Where a tablespace goes; else it becomes a directory in the data directory.")
  private Map<Long, Path> tablespaces = new LinkedHashMap<>();

  @Option(
      names = "--delta",
      description =
          "Change what is in the directory into the backup: write only what differs,"
              + " remove what is not in it. Needs --confirm.")
  private boolean delta;

  @Option(
      names = "--confirm",
      paramLabel = "ID",
      description = "The system identifier of the cluster that is in the directory.")
  private @Nullable String confirmed;

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description =
          "Who will run the server; root alone may choose. Default: the directory's"
              + " owner, or postgres.")
  private @Nullable String owner;

  @Option(
      names = "--action",
      paramLabel = "WHAT",
      description = "At the target: ${COMPLETION-CANDIDATES}; default promote.")
  private TargetAction action = TargetAction.PROMOTE;

  RestorePostgresCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    var order =
        new RestoreOrder(
            point.cluster(),
            point.wish(action),
            new RestoreOrder.Place(
                target,
                tablespaces,
                ServerOwner.of(target, Optional.ofNullable(owner)),
                ServerOwner.confirmation(delta, confirmed)));
    PostgresRestoreReport report;
    try (Vault vault = place.open(console);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = new PostgresRestore(vault, world.clock()).run(order, progress);
    }
    report
        .plan()
        .beyond()
        .ifPresent(next ->
            console.warn(
                "log is missing from %s to %s: what came after it cannot be reached"
                    .formatted(report.plan().end(), next)));
    console.tell(json(report), text(report));
    remarks(console, report);
    return 0;
  }

  private static JsonLine json(PostgresRestoreReport report) {
    return JsonLine.of("summary")
        .with("command", "restore postgres")
        .with("snapshot", report.plan().base().snapshot().hex())
        .with("system", report.plan().base().system().toString())
        .with("version", report.plan().base().version())
        .with("timeline", report.plan().path().timeline())
        .with("target", report.data().toString())
        .with("log_end", report.plan().end().toString())
        .with("log_until", report.plan().until())
        .with("stops_by_target", report.stopsByTarget())
        .with("files", report.files().files())
        .with("bytes", report.files().bytes())
        .with("bytes_written", report.files().outcome().bytesWritten())
        .with("removed", report.removed())
        .with("segments", report.segments())
        .with("segment_bytes", report.logBytes())
        .with("seconds", report.elapsed());
  }

  private String text(PostgresRestoreReport report) {
    return "restored PostgreSQL %d of backup %s to %s: %s, %s and %s of log in %s; up to %s"
        .formatted(
            report.plan().base().version(),
            report.plan().base().snapshot().shortHex(),
            report.data(),
            Wording.count(report.files().files(), "file"),
            Wording.size(report.files().bytes()),
            Wording.count(report.segments(), "segment"),
            Wording.span(report.elapsed()),
            report.stopsByTarget()
                ? report.plan().target()
                : Wording.time(report.plan().until(), world.zone())
                    + " ("
                    + report.plan().end()
                    + ")");
  }

  private static void remarks(Console console, PostgresRestoreReport report) {
    if (!report.madeUp().isEmpty()) {
      console.note(
          "  %s made up, for the backup came without: look at %s"
              .formatted(
                  report.madeUp().size() == 1 ? "one file was" : "files were",
                  String.join(", ", report.madeUp())));
    }
    console.note(
        "  start it as its owner: pg_ctl -D %s start%s"
            .formatted(
                report.data(),
                report.log().map(folder -> "; the log it replays is in " + folder).orElse("")));
  }
}
