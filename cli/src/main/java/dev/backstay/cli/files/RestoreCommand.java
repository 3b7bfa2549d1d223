package dev.backstay.cli.files;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.dumps.RestorePostgresDumpCommand;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.cli.postgres.RestorePostgresCommand;
import dev.backstay.cli.postgres.RestoreTableCommand;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.RestoreReport;
import dev.backstay.pipeline.RestoreRequest;
import dev.backstay.pipeline.SnapshotRestore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backstay restore}. */
@Command(
    name = "restore",
    description = "Restore a snapshot, or parts of it, into a directory; or what a command names.",
    subcommands = {
      RestorePostgresCommand.class,
      RestoreTableCommand.class,
      RestorePostgresDumpCommand.class
    },
    footer = {
      "",
      "Below the directory stand the full paths of what was backed up. A pattern is a name",
      "(*.conf), the end of a path (etc/nginx) or a path from the snapshot's root (/srv/*/db)."
    })
public final class RestoreCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SNAPSHOT",
      description = "Its id, how the id begins, or 'latest'.")
  private @Nullable String name;

  @Option(
      names = "--target",
      paramLabel = "DIR",
      description = "Where to; new or empty, unless --overwrite is given. Always needed here.")
  private @Nullable Path target;

  @Option(
      names = {"-i", "--include"},
      paramLabel = "PATTERN",
      description = "Restore what matches, with everything below it; may be given several times.")
  private List<String> includes = new ArrayList<>();

  @Option(names = "--overwrite", description = "Restore over what is in the directory.")
  private boolean overwrite;

  @Option(names = "--verify", description = "Read every restored file again and compare it.")
  private boolean verify;

  @Spec private CommandSpec spec = CommandSpec.create();

  RestoreCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    String wanted = given(name, "parameter: 'SNAPSHOT'");
    Path into = given(target, "option: '--target=DIR'");
    StoredSnapshot snapshot;
    RestoreReport report;
    try (Vault vault = place.open(console)) {
      snapshot = vault.snapshots().find(wanted);
      try (ProgressDisplay progress = ProgressDisplay.start(console)) {
        report =
            new SnapshotRestore(vault, world.clock())
                .run(new RestoreRequest(snapshot, into, includes, overwrite, verify), progress);
      }
    }
    Problems.tell(console, report.problems(), report.problemCount());
    console.tell(json(snapshot, into, report), text(snapshot, into, report));
    remarks(console, report);
    if (!report.isComplete()) {
      throw new BackstayException(
          ErrorCode.RESTORE_INCOMPLETE,
          "%s not restored as in snapshot %s"
              .formatted(
                  Wording.count(report.problemCount(), "entry was", "entries were"),
                  snapshot.id().shortHex()));
    }
    return 0;
  }

  /** What this command needs and the commands below it do not. */
  private <T> T given(@Nullable T value, String what) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), "Missing required " + what);
    }
    return value;
  }

  private static JsonLine json(StoredSnapshot snapshot, Path into, RestoreReport report) {
    return JsonLine.of("summary")
        .with("command", "restore")
        .with("snapshot", snapshot.id().hex())
        .with("target", into.toString())
        .with("files", report.files())
        .with("directories", report.directories())
        .with("bytes", report.bytes())
        .with("verified", report.verified())
        .with("owners_kept", report.outcome().ownersKept())
        .with("attributes_skipped", report.outcome().attributesSkipped())
        .with("sockets_skipped", report.outcome().socketsSkipped())
        .with("problems", report.problemCount())
        .with("seconds", report.elapsed());
  }

  private static String text(StoredSnapshot snapshot, Path into, RestoreReport report) {
    return "restored snapshot %s to %s: %s, %s in %s (%s)%s"
        .formatted(
            snapshot.id().shortHex(),
            into,
            Wording.count(report.files(), "file"),
            Wording.size(report.bytes()),
            Wording.span(report.elapsed()),
            Wording.rate(report.bytes(), report.elapsed()),
            report.verified() ? ", verified" : "");
  }

  /** What is not as it was, though nothing failed. */
  private static void remarks(Console console, RestoreReport report) {
    if (report.outcome().ownersKept() > 0) {
      console.note(
          "  %s to the user that restores: only root gives files away"
              .formatted(
                  Wording.count(report.outcome().ownersKept(), "entry belongs", "entries belong")));
    }
    if (report.outcome().attributesSkipped() > 0) {
      console.note(
          "  %s left out: only root may set them"
              .formatted(
                  Wording.count(
                      report.outcome().attributesSkipped(),
                      "extended attribute was",
                      "extended attributes were")));
    }
    if (report.outcome().socketsSkipped() > 0) {
      console.note(
          "  %s left out: only their servers make them"
              .formatted(
                  Wording.count(report.outcome().socketsSkipped(), "socket was", "sockets were")));
    }
  }
}
