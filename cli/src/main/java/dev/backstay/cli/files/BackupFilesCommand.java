package dev.backstay.cli.files;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.Filing;
import dev.backstay.cli.place.Packing;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.BackupReport;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay backup files}. */
@Command(
    name = "files",
    description = "Back up files and directories as one snapshot.",
    footer = {
      "",
      "A pattern is a name (*.tmp), the end of a path (build/output) or a path from the root",
      "(/srv/*/log, /srv/**/core); a / at its end means directories only; !PATTERN takes back."
    })
final class BackupFilesCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final Packing packing = new Packing();
  @Mixin private final Filing filing = new Filing();

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to back up.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = {"-i", "--include"},
      paramLabel = "PATTERN",
      description = "Take only files that match; may be given several times.")
  private List<String> includes = new ArrayList<>();

  @Option(
      names = {"-e", "--exclude"},
      paramLabel = "PATTERN",
      description = "Leave out what matches; may be given several times.")
  private List<String> excludes = new ArrayList<>();

  @Option(
      names = {"-x", "--one-file-system"},
      description = "Leave out other file systems mounted below.")
  private boolean oneFileSystem;

  @Option(
      names = "--chunking",
      paramLabel = "HOW",
      description = "auto, files, dumps, or fixed:SIZE; default ${DEFAULT-VALUE}.",
      defaultValue = "auto")
  private String chunking = "auto";

  @Option(
      names = {"-f", "--force"},
      description = "Read every file, even one that looks unchanged since the last snapshot.")
  private boolean force;

  BackupFilesCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    BackupRequest request =
        new BackupRequest(
            paths,
            includes,
            excludes,
            oneFileSystem,
            ChunkingChoice.parse(chunking),
            filing.host(world.identity().hostname()),
            filing.tags(),
            force);
    BackupReport report;
    try (Vault vault = place.open(console, packing::on);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = new FilesBackup(vault, world.clock()).run(request, progress);
    }
    Problems.tell(console, report.problems(), report.problemCount());
    console.tell(json(report), text(report));
    if (!report.isComplete()) {
      throw new BackstayException(
          ErrorCode.SOURCE_INCOMPLETE,
          "%s not read in full; everything else is in snapshot %s"
              .formatted(
                  Wording.count(report.problemCount(), "entry was", "entries were"),
                  report.snapshot().id().shortHex()));
    }
    return 0;
  }

  private static JsonLine json(BackupReport report) {
    return JsonLine.of("summary")
        .with("command", "backup files")
        .with("snapshot", report.snapshot().id().hex())
        .with("parent", report.parent().map(BlobId::hex))
        .with("files_new", report.filesNew())
        .with("files_changed", report.filesChanged())
        .with("files_unchanged", report.filesUnchanged())
        .with("directories", report.directories())
        .with("bytes_processed", report.bytesProcessed())
        .with("bytes_read", report.bytesRead())
        .with("bytes_added", report.bytesAdded())
        .with("bytes_stored", report.bytesStored())
        .with("problems", report.problemCount())
        .with("seconds", report.elapsed());
  }

  private static String text(BackupReport report) {
    long files = report.filesNew() + report.filesChanged() + report.filesUnchanged();
    return """
    snapshot %s: %s, %s in %s (%s)
      files        %s new, %s changed, %s unchanged
      added        %s, stored as %s\
    """
        .formatted(
            report.snapshot().id().shortHex(),
            Wording.count(files, "file"),
            Wording.size(report.bytesProcessed()),
            Wording.span(report.elapsed()),
            Wording.rate(report.bytesProcessed(), report.elapsed()),
            Wording.number(report.filesNew()),
            Wording.number(report.filesChanged()),
            Wording.number(report.filesUnchanged()),
            Wording.size(report.bytesAdded()),
            Wording.size(report.bytesStored()));
  }
}
