package dev.backstay.dumper.capture;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.SecretReference;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.engine.postgres.physical.PhysicalRequest;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.postgres.PhysicalBackup;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import dev.backstay.pipeline.postgres.PhysicalReport;
import dev.backstay.pipeline.postgres.PostgresWork;
import dev.backstay.pipeline.staging.RunWork;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;

/** Captures PostgreSQL clusters. */
public final class PostgresCapture implements CaptureWork {
  /** A disk that fails has bad pages by the thousand; the snapshot lists them all. */
  private static final int PAGES_LOGGED = 20;

  private static final Logger LOG = System.getLogger(PostgresCapture.class.getName());

  private final Function<SecretReference, Secret> secrets;
  private final InstantSource clock;
  private final LogicalDumps dumps;

  /**
   * @param secrets resolves the reference to a source's URL, anew for each capture
   * @param spool a directory through which dumps pass in plain; made unless it is there
   */
  public PostgresCapture(
      Function<SecretReference, Secret> secrets, Path spool, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
    this.dumps = new LogicalDumps(spool, clock);
  }

  @Override
  public SourceKind kind() {
    return SourceKind.POSTGRES;
  }

  @Override
  public RunWork work(Assignment assignment, Progress progress) {
    if (!(assignment.source().origin() instanceof Origin.Postgres origin)) {
      throw new IllegalArgumentException(assignment.source().name() + " is no PostgreSQL cluster");
    }
    return switch (assignment.request().kind()) {
      case FULL, INCREMENTAL -> physical(assignment, origin, progress);
      case LOGICAL, SCHEMA ->
          dumps.work(
              assignment,
              origin.logical(),
              PostgresAddress.parse(secrets.apply(origin.url())),
              progress);
      case WAL ->
          throw new BackstayException(
              ErrorCode.SOURCE_UNSUPPORTED,
              "the log is captured as a stream and is no backup to ask for; nothing was captured");
    };
  }

  private RunWork physical(Assignment assignment, Origin.Postgres origin, Progress progress) {
    PhysicalRequest cluster = cluster(origin);
    boolean full = assignment.request().kind() == BackupKind.FULL;
    boolean byHand = assignment.request().trigger() == Trigger.MANUAL;
    var request =
        new PhysicalBackupRequest(
            cluster,
            new PhysicalBackupRequest.Extent(full, full && byHand, origin.physical().fullEvery()),
            cluster.address().hosts().getFirst().name(),
            assignment.request().tags());
    return new PostgresWork(
        new PhysicalBackup(assignment.vault().vault(), clock),
        assignment.order(),
        request,
        progress,
        report -> log(assignment, report));
  }

  private PhysicalRequest cluster(Origin.Postgres origin) {
    PhysicalRequest request =
        PhysicalRequest.of(PostgresAddress.parse(secrets.apply(origin.url())))
            .withReaders(origin.physical().connections())
            .withAccess(
                switch (origin.physical().access()) {
                  case AUTO -> Access.AUTOMATIC;
                  case LOCAL -> Access.DISK;
                  case REMOTE -> Access.CONNECTIONS;
                });
    return origin.maxRate().map(rate -> request.withBytesPerSecond(rate.bytes())).orElse(request);
  }

  private static void log(Assignment assignment, PhysicalReport report) {
    LOG.log(
        Logger.Level.INFO,
        "captured source={0} backup={1} read={2}",
        assignment.source().name(),
        assignment.order().backup(),
        report.how());
    report.description().badPages().stream()
        .limit(PAGES_LOGGED)
        .forEach(page -> logBad(assignment, page));
  }

  private static void logBad(Assignment assignment, BadPage page) {
    LOG.log(
        Logger.Level.ERROR,
        "bad page source={0} backup={1} path={2} block={3} last_good={4}",
        assignment.source().name(),
        assignment.order().backup(),
        page.path(),
        page.block(),
        page.lastGood().orElse("none"));
  }
}
