package dev.backstay.cli.dumps;

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
import dev.backstay.engine.postgres.logical.DumpRecord;
import dev.backstay.engine.postgres.logical.RestoreOrder;
import dev.backstay.engine.postgres.logical.RestoreResult;
import dev.backstay.pipeline.logical.LogicalRestore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay restore postgres-dump}. */
@Command(
    name = "postgres-dump",
    description = "Restore a dumped database, or tables of it, into a PostgreSQL server.",
    footer = {
      "",
      "FILE holds postgresql://user:password@host:port/db; db is restored to, and created unless"
          + " it",
      "is there. What destroys something asks for the words that name the target, by --confirm."
    })
public final class RestorePostgresDumpCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final DumpPlace dumps = new DumpPlace();
  @Mixin private final RestoredPart part = new RestoredPart();

  @Parameters(
      index = "0",
      paramLabel = "SNAPSHOT",
      description = "Its id, how the id begins, or 'latest', the newest dump.")
  private String name = "";

  @Option(
      names = "--into",
      required = true,
      paramLabel = "FILE",
      description = "The file that holds the URL of the target: server and database.")
  private Path into = Path.of("");

  @Option(
      names = "--confirm",
      paramLabel = "WORDS",
      description = "Allows what destroys something: the words that its refusal told.")
  private @Nullable String confirmation;

  RestorePostgresDumpCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    PostgresAddress target = PostgresAddress.parse(SecretFile.POSTGRES_URL.read(into, console));
    Instant started = world.clock().instant();
    StoredSnapshot snapshot;
    RestoreResult result;
    try (Vault vault = place.open(console)) {
      var restore = new LogicalRestore(vault, world.clock(), dumps.spool(world), dumps.programs());
      snapshot = restore.find(name);
      DumpRecord dump = restore.record(snapshot);
      try (ProgressDisplay progress = ProgressDisplay.start(console)) {
        Optional<String> confirmed = Optional.ofNullable(confirmation);
        if (part.isGlobals()) {
          result = restore.globals(snapshot, target, confirmed, progress);
        } else {
          RestoreOrder order =
              part.order(dump, new RestoredPart.Target(target, confirmed, dumps.jobs()));
          result = restore.run(snapshot, order, progress);
        }
      }
    }
    Duration elapsed = Duration.between(started, world.clock().instant());
    tell(console, snapshot, target, result, elapsed);
    return 0;
  }

  private void tell(
      Console console,
      StoredSnapshot snapshot,
      PostgresAddress target,
      RestoreResult result,
      Duration elapsed) {
    for (String problem : result.problems()) {
      console.warn(problem);
    }
    if (result.problemCount() > result.problems().size()) {
      console.warn(
          Wording.count(result.problemCount() - result.problems().size(), "problem")
              + " more are not listed");
    }
    for (String left : result.leftOut()) {
      console.note("  left out: " + Wording.printable(left));
    }
    String what = part.isGlobals() ? "roles and tablespaces" : part.shown();
    console.tell(
        JsonLine.of("summary")
            .with("command", "restore postgres-dump")
            .with("snapshot", snapshot.id().hex())
            .with("target", target.toString())
            .with("tables", result.tables())
            .with("rows", result.rows())
            .with("left_out", result.leftOut())
            .with("problems", result.problemCount())
            .with("seconds", elapsed),
        "restored %s of snapshot %s to %s in %s: %s compared, %s in them"
            .formatted(
                what,
                snapshot.id().shortHex(),
                target,
                Wording.span(elapsed),
                Wording.count(result.tables(), "table"),
                Wording.count(result.rows(), "row")));
    if (!result.isComplete()) {
      throw new BackstayException(
          ErrorCode.RESTORE_INCOMPLETE,
          "%s not as in snapshot %s"
              .formatted(
                  Wording.count(result.problemCount(), "thing is", "things are"),
                  snapshot.id().shortHex()));
    }
  }
}
