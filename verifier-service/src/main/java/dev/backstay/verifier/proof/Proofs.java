package dev.backstay.verifier.proof;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.ValidationQuery;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.pipeline.proof.ProofReport;
import dev.backstay.pipeline.proof.ProofRequest;
import dev.backstay.pipeline.proof.RestoreProofs;
import dev.backstay.pipeline.proof.SnapshotProof;
import dev.backstay.pipeline.proof.StagedTraces;
import dev.backstay.pipeline.recovery.RecoveredBackup;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.ToldOnce;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.VaultOptions;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Proves backups at the destinations that say they have them. */
public final class Proofs {
  /** Who tells what happens here. */
  public static final String PRODUCER = "/backstay/verifier";

  /** The occurrence of the proof that follows an upload. */
  static final String AFTER_UPLOAD = "upload";

  private static final Logger LOG = System.getLogger(Proofs.class.getName());

  private final Setting setting;
  private final SnapshotProof proof;
  private final ToldOnce told = new ToldOnce();

  /**
   * What proofs are made with.
   *
   * @param password of the vault
   * @param stores the way to each destination, kept open
   * @param traces what staging tells of backups
   * @param restores the rehearsals this process can do
   */
  public record Setting(
      Supplier<Policy> policy,
      Supplier<Secret> password,
      Function<Destination, BlobStore> stores,
      StagedTraces traces,
      RestoreProofs restores,
      ProofLevels levels,
      EventPublisher events,
      VaultOptions options) {}

  public Proofs(Setting setting) {
    this.setting = setting;
    this.proof = new SnapshotProof(setting.options(), setting.restores());
  }

  /** Proves what was uploaded, as far as the policy asks. */
  public JobHandler<Uploaded> afterUploads() {
    return this::afterUpload;
  }

  /** Proves what somebody asked for. */
  public JobHandler<VerificationRequested> onRequest() {
    return this::requested;
  }

  /** One proof to make. */
  private record Task(
      BackupId backup,
      SourceName source,
      BackupKind kind,
      DestinationName destination,
      ObjectHash snapshot,
      VerificationLevel level,
      String occurrence) {
    /** Of the event that would tell the proof. */
    EventId provenId() {
      return Event.idOf(
          proven(new Evidence(List.of(), 0, 0, 0, 0, Duration.ZERO, List.of()), Instant.EPOCH));
    }

    Verified proven(Evidence evidence, Instant at) {
      return new Verified(
          backup, source, kind, destination, snapshot, level, occurrence, evidence, at);
    }
  }

  private Outcome afterUpload(Job<Uploaded> job) {
    Uploaded upload = job.event().data();
    if (job.event().producer().equals(RecoveredBackup.PRODUCER)) {
      return Outcome.done(); // told from a vault after a loss: proven again when somebody asks
    }
    Optional<Source> source = setting.policy().get().source(upload.source());
    if (source.isEmpty()) {
      return Outcome.done(); // no longer in the policy, which alone could say how far
    }
    VerificationLevel asked =
        setting
            .levels()
            .next(
                upload,
                source.get().protection().verification(),
                setting.options().clock().instant());
    VerificationLevel highest = highest(source.get(), upload.kind());
    return prove(
        job,
        source.get(),
        new Task(
            upload.backup(),
            upload.source(),
            upload.kind(),
            upload.destination(),
            upload.snapshot(),
            asked.compareTo(highest) > 0 ? highest : asked,
            AFTER_UPLOAD));
  }

  /** Log and dumps start no server by themselves: what is stored of them is proven, not more. */
  private VerificationLevel highest(Source source, BackupKind kind) {
    VerificationLevel highest = setting.restores().highest(source.origin().kind());
    boolean restorable = kind == BackupKind.FULL || kind == BackupKind.INCREMENTAL;
    return restorable || highest.compareTo(VerificationLevel.L1) < 0
        ? highest
        : VerificationLevel.L1;
  }

  private Outcome requested(Job<VerificationRequested> job) {
    VerificationRequested request = job.event().data();
    Optional<Source> source = setting.policy().get().source(request.source());
    Task task =
        new Task(
            request.backup(),
            request.source(),
            request.kind(),
            request.destination(),
            request.snapshot(),
            request.level(),
            request.occurrence());
    if (source.isEmpty()) {
      return failed(
          job,
          task,
          new BackstayException(
              ErrorCode.POLICY_INVALID,
              "the policy names no source '%s'; nothing was read".formatted(request.source())));
    }
    if (task.level().compareTo(task.kind().highestProof()) > 0) {
      return failed(
          job,
          task,
          new BackstayException(
              ErrorCode.LEVEL_UNSUPPORTED,
              "a backup of kind %s is a piece of a stream and proven up to %s; nothing was read"
                  .formatted(task.kind(), task.kind().highestProof())));
    }
    return prove(job, source.get(), task);
  }

  private Outcome prove(Job<? extends BackupEvent> job, Source source, Task task) {
    Optional<Destination> destination = setting.policy().get().destination(task.destination());
    if (told.knows(task.provenId())) {
      return Outcome.done(); // the same message again
    }
    if (destination.isEmpty()) {
      return Outcome.done(); // it left the policy, and with it the way to it
    }
    try {
      if (isForgotten(task)) {
        return forgotten(job, task);
      }
      Optional<ProofReport> report = report(source, task, destination.get());
      if (report.isEmpty()) {
        return forgotten(job, task);
      }
      tell(job, task, report.get());
      return Outcome.done();
    } catch (BackstayException e) {
      return failed(job, task, e);
    }
  }

  /** A proof that holds whatever prunes did meanwhile; nothing for what one of them forgot. */
  private Optional<ProofReport> report(Source source, Task task, Destination destination) {
    ProofRequest request = request(source, task);
    ProofReport report;
    try {
      report = run(request, destination);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || !isForgotten(task)) {
        throw e;
      }
      return Optional.empty();
    }
    if (report.isProven()) {
      return Optional.of(report);
    }
    if (isForgotten(task)) {
      return Optional.empty();
    }
    ProofRequest now = request(source, task);
    boolean reshaped = request.brought().isPresent() && now.brought().isEmpty();
    return Optional.of(reshaped ? run(now, destination) : report);
  }

  private ProofReport run(ProofRequest request, Destination destination) {
    return proof.run(
        request, setting.stores().apply(destination), setting.password().get(), Progress.SILENT);
  }

  private boolean isForgotten(Task task) {
    return setting.traces().isForgotten(BlobId.parse(task.snapshot().hex()));
  }

  /** Only somebody who asked for the proof is told that there is nothing to prove. */
  private Outcome forgotten(Job<? extends BackupEvent> job, Task task) {
    if (job.event().data() instanceof VerificationRequested) {
      return failed(
          job,
          task,
          new BackstayException(
              ErrorCode.SNAPSHOT_NOT_FOUND,
              "a prune forgot backup %s of source %s; nothing was read"
                  .formatted(task.backup(), task.source())));
    }
    return Outcome.done();
  }

  private ProofRequest request(Source source, Task task) {
    List<ValidationQuery> queries =
        task.level() == VerificationLevel.L3
            ? source.protection().verification().queries()
            : List.of();
    return new ProofRequest(
        source.origin().kind(),
        BlobId.parse(task.snapshot().hex()),
        setting.traces().brought(task.backup()),
        task.level(),
        queries);
  }

  private void tell(Job<? extends BackupEvent> job, Task task, ProofReport report) {
    Evidence evidence = report.evidence();
    if (report.isProven()) {
      var proven = task.proven(evidence, setting.options().clock().instant());
      var _ = told.tell(proven, () -> publish(job, proven));
      setting.levels().remember(proven);
      LOG.log(
          Logger.Level.INFO,
          "verified source={0} backup={1} destination={2} level={3}",
          task.source(),
          task.backup(),
          task.destination(),
          task.level());
      return;
    }
    var failure =
        new Failure(
            ErrorCode.CHECK_FAILED.name(),
            "what %s holds of the backup is damaged: %s"
                .formatted(task.destination(), evidence.findings().getFirst()),
            ErrorCode.CHECK_FAILED.remedy());
    publish(job, failed(task, failure, evidence));
    LOG.log(
        Logger.Level.ERROR,
        "verification failed source={0} backup={1} destination={2} finding={3}",
        task.source(),
        task.backup(),
        task.destination(),
        evidence.findings().getFirst());
  }

  private VerificationFailed failed(Task task, Failure failure, Evidence evidence) {
    return new VerificationFailed(
        task.backup(),
        task.source(),
        task.kind(),
        task.destination(),
        task.snapshot(),
        task.level(),
        task.occurrence(),
        failure,
        evidence,
        setting.options().clock().instant());
  }

  /** What hindered a proof says nothing about the backup: it is made once the hindrance is gone. */
  private Outcome failed(Job<? extends BackupEvent> job, Task task, BackstayException failure) {
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return Outcome.later("this worker is ending");
    }
    ErrorKind kind = failure.code().kind();
    boolean retried = kind == ErrorKind.TRANSIENT || kind == ErrorKind.RESOURCE;
    var event =
        new BackupFailed(
            task.backup(),
            job.delivery(),
            task.source(),
            task.kind(),
            Stage.VERIFY,
            Optional.of(task.destination()),
            Failure.of(failure),
            retried,
            setting.options().clock().instant());
    var _ = told.tell(event, () -> publish(job, event));
    LOG.log(
        retried ? Logger.Level.WARNING : Logger.Level.ERROR,
        "no proof source=%s backup=%s destination=%s"
            .formatted(task.source(), task.backup(), task.destination()),
        failure);
    return retried ? Outcome.later(String.valueOf(failure.getMessage())) : Outcome.done();
  }

  private void publish(Job<? extends BackupEvent> job, BackstayEvent data) {
    setting
        .events()
        .publish(
            Event.of(PRODUCER, setting.options().clock().instant(), data).answering(job.event()));
  }
}
