package dev.backstay.cli.postgres;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.SecretFile;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.LeftBehind;
import dev.backstay.engine.postgres.logical.TableName;
import dev.backstay.engine.postgres.recovery.DottedName;
import dev.backstay.engine.postgres.recovery.TargetAction;
import dev.backstay.pipeline.postgres.recovery.TableRestore;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay restore table}. */
@Command(
    name = "table",
    description = "Bring one table back as it was at a point, under another name.",
    footer = {
      "",
      "The cluster is recovered into scratch, where a server of its version runs for the time"
          + " being,",
      "reached by nobody else. The table comes with all that belongs to it, its partitions too."
          + " What the",
      "target refuses, because it lacks a role, a function or another table, is named with its"
          + " statement.",
      "FILE holds postgresql://user:password@host:port/db."
    })
public final class RestoreTableCommand implements Callable<Integer> {
  private static final int PARTS = 3;
  private static final int TARGET_PARTS = 2;

  /** More than anybody reads. */
  private static final int MAX_TOLD = 50;

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace vaultPlace = new VaultPlace();
  @Mixin private final PointOptions point = new PointOptions();

  @Parameters(
      index = "0",
      paramLabel = "DB.SCHEMA.TABLE",
      description = "The table; a name with dots in it is put in double quotes.")
  private String table = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "SCHEMA.NAME",
      description = "What it is to be called; the schema is made unless it is there.")
  private String name = "";

  @Option(
      names = "--into",
      required = true,
      paramLabel = "FILE",
      description = "The file that holds the URL of the target: server and database.")
  private Path into = Path.of("");

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description =
          "Where there is room for the whole cluster; default: the directory for"
              + " temporary files.")
  private @Nullable Path scratch;

  @Option(
      names = "--programs",
      paramLabel = "DIR",
      description = "A folder of PostgreSQL's server programs; may be given several times.")
  private List<Path> programs = new ArrayList<>();

  RestoreTableCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    List<String> names = names(table, PARTS, "database.schema.table");
    List<String> place = names(name, TARGET_PARTS, "schema.name");
    TableName target = new TableName(place.getFirst(), place.getLast());
    PostgresAddress server = PostgresAddress.parse(SecretFile.POSTGRES_URL.read(into, console));
    TableRestore.Report report;
    try (Vault vault = vaultPlace.open(console);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report =
          new TableRestore(vault, world.clock(), scratchDirectory(), programs)
              .run(
                  new TableRestore.Point(point.cluster(), point.wish(TargetAction.PROMOTE)),
                  new TableRestore.Source(names.get(0), new TableName(names.get(1), names.get(2))),
                  new TableRestore.Target(server, target),
                  progress);
    }
    console.tell(
        JsonLine.of("summary")
            .with("command", "restore table")
            .with("snapshot", report.plan().base().snapshot().hex())
            .with("table", table)
            .with("as", target.toString())
            .with("into", server.toString())
            .with("log_end", report.plan().end().toString())
            .with("rows", report.rows())
            .with("left", report.left().stream().map(LeftBehind::toString).toList())
            .with("seconds", report.elapsed()),
        "restored %s as %s at %s: %s in %s"
            .formatted(
                table,
                target,
                server,
                Wording.count(report.rows(), "row"),
                Wording.span(report.elapsed())));
    remarks(console, report.left());
    return 0;
  }

  private Path scratchDirectory() {
    return scratch != null
        ? scratch
        : Path.of(world.variable("TMPDIR").orElse("/tmp")).resolve("backstay-scratch");
  }

  private static void remarks(Console console, List<LeftBehind> left) {
    if (left.isEmpty()) {
      return;
    }
    console.warn(
        "%s of the table could not be brought along; bring them by hand, once what hinders is gone"
            .formatted(Wording.count(left.size(), "part")));
    left.stream().limit(MAX_TOLD).forEach(part -> console.warn("left behind: " + part));
    if (left.size() > MAX_TOLD) {
      console.warn("%d more are left behind: --json names all".formatted(left.size() - MAX_TOLD));
    }
  }

  private static List<String> names(String text, int count, String form) {
    try {
      List<String> names = DottedName.parse(text);
      if (names.size() == count) {
        return names;
      }
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
    throw new BackstayException(ErrorCode.USAGE, "'" + text + "' is not of the form " + form);
  }
}
