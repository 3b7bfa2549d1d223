package dev.backstay.dumper.capture;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.RunCommit;
import dev.backstay.pipeline.staging.RunFacts;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.ToldOnce;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Carries out requests for backups: at most one capture of a source at a time, and every request as
 * often as it is delivered; a backup that is committed is only told again.
 */
public final class Captures implements JobHandler<BackupRequested> {
  /** Who tells what happens here. */
  public static final String PRODUCER = "/backstay/dumper";

  /** A worker that died blocks its source no longer than this. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** A request that was asked for again starts counting its deliveries behind this. */
  private static final int DELIVERIES_OF_AN_ATTEMPT = 100;

  private static final Logger LOG = System.getLogger(Captures.class.getName());

  private final Setting setting;
  private final Map<SourceKind, CaptureWork> works;
  private final ToldOnce told = new ToldOnce();

  /**
   * What captures are made with.
   *
   * @param vault the vault in staging; fails with {@code VAULT_NOT_READY} while there is none
   * @param worker the name of this process
   */
  public record Setting(
      Supplier<Policy> policy,
      Supplier<StagedVault> vault,
      Leases leases,
      EventPublisher events,
      ProgressBoard progress,
      InstantSource clock,
      String worker) {}

  public Captures(Setting setting, List<CaptureWork> works) {
    this.setting = setting;
    this.works = works.stream().collect(Collectors.toMap(CaptureWork::kind, Function.identity()));
  }

  @Override
  public Outcome handle(Job<BackupRequested> job) {
    BackupRequested request = job.event().data();
    Optional<Source> source = setting.policy().get().source(request.source());
    if (source.isEmpty()) {
      return refuse(
          job,
          new Failure(
              ErrorCode.POLICY_INVALID.name(),
              "the policy names no source '%s'; nothing was captured".formatted(request.source()),
              "Add the source to the policy, then replay the request."));
    }
    CaptureWork work = works.get(source.get().origin().kind());
    if (work == null) {
      return refuse(
          job,
          new Failure(
              ErrorCode.SOURCE_UNSUPPORTED.name(),
              "this dumper cannot capture sources of kind %s; nothing was captured"
                  .formatted(source.get().origin().kind()),
              ErrorCode.SOURCE_UNSUPPORTED.remedy()));
    }
    Optional<Lease> lease = setting.leases().acquire("capture/" + request.source(), LEASE);
    if (lease.isEmpty()) {
      return Outcome.later("another worker captures " + request.source());
    }
    try (Lease held = lease.get()) {
      return capture(job, source.get(), work, held);
    } catch (BackstayException e) {
      return failed(job, e);
    }
  }

  private Outcome capture(Job<BackupRequested> job, Source source, CaptureWork work, Lease lease) {
    StagedVault vault = setting.vault().get();
    RunOrder order = order(job, source);
    Optional<CommittedRun> done = vault.committed(order.backup());
    if (done.isEmpty()) {
      tell(
          job,
          new BackupStarted(
              order.backup(),
              order.attempt(),
              order.source(),
              order.kind(),
              setting.clock().instant(),
              setting.worker()));
    }
    try (var display = new CaptureDisplay(setting.progress(), setting.clock(), order)) {
      var assignment = new CaptureWork.Assignment(source, job.event().data(), order, vault);
      CommittedRun run =
          vault.run(
              order,
              display.listener(pack -> tell(job, pack)),
              writer -> {
                RunFacts facts = work.work(assignment, display).capture(writer);
                if (!lease.isHeld()) {
                  // The commit would still be decided rightly; this only saves a futile attempt.
                  LOG.log(
                      Logger.Level.WARNING,
                      "lease lost source={0} backup={1}",
                      order.source(),
                      order.backup());
                }
                return facts;
              });
      tell(job, completed(run.commit(), run.manifest()));
      LOG.log(
          Logger.Level.INFO,
          "dumped source={0} backup={1} attempt={2} snapshot={3}",
          order.source(),
          order.backup(),
          run.commit().attempt(),
          run.commit().snapshot().shortHex());
      return Outcome.done();
    }
  }

  private RunOrder order(Job<BackupRequested> job, Source source) {
    BackupRequested request = job.event().data();
    int attempt = (request.attempt() - 1) * DELIVERIES_OF_AN_ATTEMPT + job.delivery();
    return new RunOrder(
        request.backup(),
        attempt,
        request.source(),
        request.kind(),
        setting.worker(),
        scope(setting.policy().get(), source));
  }

  /** The sources whose destinations include all of this one's: what they store is there, too. */
  public static DedupScope scope(Policy policy, Source source) {
    Set<DestinationName> needed = Set.copyOf(source.protection().destinations());
    Set<SourceName> wide =
        policy.sources().stream()
            .filter(other -> other.protection().destinations().containsAll(needed))
            .map(Source::name)
            .collect(Collectors.toUnmodifiableSet());
    boolean everywhere = wide.size() == policy.sources().size();
    return new DedupScope(wide::contains, everywhere);
  }

  /** What is told of a run that is committed. */
  public static DumpCompleted completed(RunCommit commit, RunManifest manifest) {
    RunFacts facts = manifest.facts();
    return new DumpCompleted(
        manifest.backup(),
        manifest.attempt(),
        manifest.source(),
        facts.kind(),
        new ObjectHash(commit.manifest().hex()),
        new ObjectHash(commit.snapshot().hex()),
        facts.startedAt(),
        facts.completedAt(),
        facts.hostname(),
        RunOrder.withoutOwn(facts.tags()),
        facts.figures());
  }

  /** What may pass is tried again, for as long as it takes; what an operator must mend is told. */
  private Outcome failed(Job<BackupRequested> job, BackstayException failure) {
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return Outcome.later("this worker is ending");
    }
    boolean retried = failure.isTransient();
    tellFailure(job, Failure.of(failure), retried);
    LOG.log(
        retried ? Logger.Level.WARNING : Logger.Level.ERROR,
        "dump failed source="
            + job.event().data().source()
            + " backup="
            + job.event().data().backup(),
        failure);
    if (!retried) {
      giveUp(job.event().data());
    }
    return retried ? Outcome.later(String.valueOf(failure.getMessage())) : Outcome.done();
  }

  /** Lets go of what the attempts left in staging; if that fails it goes by its age. */
  private void giveUp(BackupRequested request) {
    try {
      setting.vault().get().giveUp(request.backup());
    } catch (BackstayException e) {
      LOG.log(
          Logger.Level.INFO,
          "what backup {0} left in staging stays there for now: {1}",
          request.backup(),
          e.getMessage());
    }
  }

  private Outcome refuse(Job<BackupRequested> job, Failure failure) {
    tellFailure(job, failure, false);
    return Outcome.park(failure);
  }

  private void tellFailure(Job<BackupRequested> job, Failure failure, boolean retried) {
    BackupRequested request = job.event().data();
    int attempt = (request.attempt() - 1) * DELIVERIES_OF_AN_ATTEMPT + job.delivery();
    var event =
        new BackupFailed(
            request.backup(),
            attempt,
            request.source(),
            request.kind(),
            Stage.DUMP,
            Optional.empty(),
            failure,
            retried,
            setting.clock().instant());
    var _ = told.tell(event, () -> tell(job, event));
  }

  private void tell(Job<BackupRequested> job, BackstayEvent data) {
    setting
        .events()
        .publish(Event.of(PRODUCER, setting.clock().instant(), data).answering(job.event()));
  }
}
