package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.Publication;
import dev.backstay.pipeline.publication.PublicationReport;
import dev.backstay.pipeline.publication.Reconciliation;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.servicekit.event.ToldOnce;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes committed backups at one destination, as often as it is asked to. What hinders it may
 * pass by itself or by an operator's hand, so it is tried again for as long as it takes; only
 * damage is not.
 */
public final class Uploads implements JobHandler<DumpCompleted> {
  /**
   * A message that was not lost has been handled by then, or is in somebody's hand; looking earlier
   * would only do its work twice.
   */
  static final Duration MESSAGE_TIME = Duration.ofMinutes(2);

  private static final Logger LOG = System.getLogger(Uploads.class.getName());

  private final Ground ground;
  private final DestinationName destination;
  private final ToldOnce told = new ToldOnce();
  private final Map<BackupId, Instant> lastTries = new ConcurrentHashMap<>();
  private Optional<Reconciliation> reconciliation = Optional.empty();

  public Uploads(Ground ground, DestinationName destination) {
    this.ground = ground;
    this.destination = destination;
  }

  @Override
  public Outcome handle(Job<DumpCompleted> job) {
    DumpCompleted dump = job.event().data();
    if (!ground.serves(destination, dump.source()) || Recovery.isRecovered(job.event())) {
      return Outcome.done();
    }
    var backup = new Backup(dump.backup(), dump.attempt(), dump.source(), dump.kind());
    lastTries.put(dump.backup(), ground.clock().instant());
    try {
      publish(backup, Optional.of(job.event()));
      lastTries.remove(dump.backup());
      return Outcome.done();
    } catch (BackstayException e) {
      return failed(backup, e, Optional.of(job.event()));
    }
  }

  /**
   * Publishes what no message asked for, or whose message was lost; how many backups that were.
   * Called by one thread.
   */
  public int reconcile() {
    List<RunManifest> lacking =
        reconciliation()
            .lacking(ground.place(destination), source -> ground.serves(destination, source));
    Instant newest = ground.clock().instant().minus(MESSAGE_TIME);
    int published = 0;
    for (RunManifest run : lacking) {
      Instant lastTry = lastTries.getOrDefault(run.backup(), Instant.EPOCH);
      if (lastTry.isAfter(newest) || run.facts().completedAt().isAfter(newest)) {
        continue;
      }
      var backup = new Backup(run.backup(), run.attempt(), run.source(), run.facts().kind());
      try {
        publish(backup, Optional.empty());
        published++;
      } catch (BackstayException e) {
        if (failed(backup, e, Optional.empty()) instanceof Outcome.Later) {
          break; // the others would fail alike
        }
      }
    }
    return published;
  }

  private synchronized Reconciliation reconciliation() {
    if (reconciliation.isEmpty()) {
      reconciliation =
          Optional.of(
              new Reconciliation(ground.staging().get().store(), ground.pruning().get().history()));
    }
    return reconciliation.orElseThrow();
  }

  /** What is told about a backup besides what happened to it. */
  private record Backup(BackupId id, int attempt, SourceName source, BackupKind kind) {}

  private void publish(Backup backup, Optional<Event<DumpCompleted>> cause) {
    try (var display = new UploadDisplay(ground, backup.id(), backup.source(), destination)) {
      var _ =
          new Publication(ground.route(destination), display)
              .run(backup.id(), report -> tellUploaded(backup, report, cause));
    }
  }

  private void tellUploaded(
      Backup backup, PublicationReport report, Optional<Event<DumpCompleted>> cause) {
    tell(
        new Uploaded(
            backup.id(),
            backup.source(),
            backup.kind(),
            destination,
            new ObjectHash(report.commit().manifest().hex()),
            new ObjectHash(report.commit().snapshot().hex()),
            report.copied().packs(),
            report.copied().bytes(),
            report.startedAt(),
            report.endedAt()),
        cause);
    LOG.log(
        Logger.Level.INFO,
        "uploaded source={0} backup={1} destination={2} packs={3} bytes={4}",
        backup.source(),
        backup.id(),
        destination,
        report.copied().packs(),
        report.copied().bytes());
  }

  private Outcome failed(
      Backup backup, BackstayException failure, Optional<Event<DumpCompleted>> cause) {
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return Outcome.later("this worker is ending");
    }
    ErrorKind kind = failure.code().kind();
    boolean retried = kind != ErrorKind.INTEGRITY && kind != ErrorKind.BUG;
    var event =
        new BackupFailed(
            backup.id(),
            backup.attempt(),
            backup.source(),
            backup.kind(),
            Stage.UPLOAD,
            Optional.of(destination),
            Failure.of(failure),
            retried,
            ground.clock().instant());
    if (told.tell(event, () -> tell(event, cause))) {
      LOG.log(
          retried ? Logger.Level.WARNING : Logger.Level.ERROR,
          "upload failed source=%s backup=%s destination=%s"
              .formatted(backup.source(), backup.id(), destination),
          failure);
    }
    return retried ? Outcome.later(String.valueOf(failure.getMessage())) : Outcome.done();
  }

  private void tell(BackstayEvent data, Optional<Event<DumpCompleted>> cause) {
    Event<BackstayEvent> event = Event.of(Ground.PRODUCER, ground.clock().instant(), data);
    ground.events().publish(cause.isPresent() ? event.answering(cause.get()) : event);
  }
}
