package dev.backstay.cli.postgres;

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
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.engine.postgres.physical.PhysicalRequest;
import dev.backstay.pipeline.BackupReport;
import dev.backstay.pipeline.postgres.PhysicalBackup;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest;
import dev.backstay.pipeline.postgres.PhysicalDescription;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import dev.backstay.pipeline.postgres.PhysicalReport;
import dev.backstay.pipeline.postgres.PhysicalTags;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay backup postgres}. */
@Command(
    name = "postgres",
    description = "Back up the files of a PostgreSQL cluster, while it works, as one snapshot.",
    footer = {
      "",
      "The snapshot is a data directory that starts, also when stock restic restores it. Its",
      "incremental backups are whole, too: they read only what changed and share what did not."
    })
public final class BackupPostgresCommand implements Callable<Integer> {
  /** More bad pages than that are in the snapshot's own list. */
  private static final int PAGES_TOLD = 20;

  /** The vault takes so many streams at once. */
  private static final int MAX_JOBS = 4;

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ServerPlace server = new ServerPlace();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final Packing packing = new Packing();
  @Mixin private final Filing filing = new Filing();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "full reads everything; incremental (the default) what changed, if it can.",
      defaultValue = "incremental")
  private Kind kind = Kind.incremental;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "Connections, or files, read at once, 1 to 4; default ${DEFAULT-VALUE}.",
      defaultValue = "2")
  private int jobs = 2;

  @Option(
      names = "--max-rate",
      paramLabel = "SIZE",
      description = "Read no more than this each second, for example 50MiB.")
  private @Nullable ByteSize maxRate;

  @ArgGroup private @Nullable Where where;

  @Option(
      names = "--full-every",
      paramLabel = "DAYS",
      description = "Read everything when the last full read is older; default ${DEFAULT-VALUE}.",
      defaultValue = "30")
  private int fullEveryDays = 30;

  /** How much is read, as it is written. */
  enum Kind {
    full,
    incremental
  }

  /** Where the files are read; by default from disk if they are on this machine. */
  static final class Where {
    @Option(names = "--local", description = "Read the files from this machine's disk.")
    private boolean local;

    @Option(names = "--remote", description = "Read the files through the server.")
    private boolean remote;

    Access access() {
      return local ? Access.DISK : remote ? Access.CONNECTIONS : Access.AUTOMATIC;
    }
  }

  BackupPostgresCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    PhysicalBackupRequest request = request(server.address(console));
    PhysicalReport report;
    try (Vault vault = place.open(console, packing::on);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = new PhysicalBackup(vault, world.clock()).run(request, progress);
    }
    tellPages(console, report.description());
    console.tell(json(report), text(report));
    if (report.description().badPageCount() > 0) {
      throw new BackstayException(
          ErrorCode.SOURCE_DAMAGED,
          "%s bad; snapshot %s holds everything as it is and is marked"
              .formatted(
                  Wording.count(report.description().badPageCount(), "page is", "pages are"),
                  report.figures().snapshot().id().shortHex()));
    }
    return 0;
  }

  private PhysicalBackupRequest request(PostgresAddress address) {
    if (jobs < 1 || jobs > MAX_JOBS) {
      throw new BackstayException(
          ErrorCode.USAGE, "--jobs is 1 to %d, not %d".formatted(MAX_JOBS, jobs));
    }
    filing.tags().stream()
        .filter(PhysicalTags::isOwn)
        .findFirst()
        .ifPresent(tag -> {
          throw new BackstayException(
              ErrorCode.USAGE,
              "the tag '%s' looks like one by which Backstay finds its backups: choose another beginning"
                  .formatted(tag));
        });
    PhysicalRequest cluster =
        PhysicalRequest.of(address)
            .withReaders(jobs)
            .withAccess(where == null ? Access.AUTOMATIC : where.access());
    boolean full = kind == Kind.full;
    return new PhysicalBackupRequest(
        maxRate == null ? cluster : cluster.withBytesPerSecond(maxRate.bytes()),
        new PhysicalBackupRequest.Extent(full, full, Duration.ofDays(fullEveryDays)),
        filing.host(address.hosts().getFirst().name()),
        filing.tags());
  }

  private static void tellPages(Console console, PhysicalDescription description) {
    List<BadPage> pages = description.badPages();
    for (BadPage page : pages.subList(0, Math.min(PAGES_TOLD, pages.size()))) {
      console.problem(
          page.path(),
          new BackstayException(
              ErrorCode.SOURCE_DAMAGED,
              "the checksum of block %d%s does not fit; %s"
                  .formatted(
                      page.block(),
                      page.relation().isEmpty() ? "" : " of " + page.relation(),
                      page.lastGood()
                          .map(kept -> "its last good state is " + kept)
                          .orElse("no earlier backup holds a good state of it"))));
    }
    if (description.badPageCount() > PAGES_TOLD) {
      console.warn(
          Wording.count(description.badPageCount() - PAGES_TOLD, "bad page")
              + " more; the snapshot's backstay.json names the first "
              + pages.size());
    }
  }

  private static JsonLine json(PhysicalReport report) {
    BackupReport figures = report.figures();
    return JsonLine.of("summary")
        .with("command", "backup postgres")
        .with("snapshot", figures.snapshot().id().hex())
        .with("parent", figures.parent().map(BlobId::hex))
        .with("system", report.description().server().system().toString())
        .with("changed_by", report.description().changedBy().word())
        .with("start_lsn", report.description().span().start().toString())
        .with("stop_lsn", report.description().span().stop().toString())
        .with("stopped", report.description().span().stopTime().toString())
        .with("files", figures.filesNew() + figures.filesChanged() + figures.filesUnchanged())
        .with("bytes_processed", figures.bytesProcessed())
        .with("bytes_read", figures.bytesRead())
        .with("bytes_added", figures.bytesAdded())
        .with("bytes_stored", figures.bytesStored())
        .with("bad_pages", report.description().badPageCount())
        .with("seconds", figures.elapsed());
  }

  private static String text(PhysicalReport report) {
    BackupReport figures = report.figures();
    return """
    snapshot %s: %s in %s (%s), consistent from %s on
      read         %s (%s)
      added        %s, stored as %s\
    """
        .formatted(
            figures.snapshot().id().shortHex(),
            Wording.size(figures.bytesProcessed()),
            Wording.span(figures.elapsed()),
            Wording.rate(figures.bytesProcessed(), figures.elapsed()),
            report.description().span().stop(),
            Wording.size(figures.bytesRead()),
            report.how(),
            Wording.size(figures.bytesAdded()),
            Wording.size(figures.bytesStored()));
  }
}
