package dev.backstay.dumper.app;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.dumper.capture.Captures;
import dev.backstay.dumper.capture.FilesCapture;
import dev.backstay.dumper.capture.PostgresCapture;
import dev.backstay.dumper.stream.StreamGround;
import dev.backstay.dumper.stream.StreamPaces;
import dev.backstay.dumper.stream.Streams;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.servicekit.app.Identity;
import dev.backstay.servicekit.app.PlatformSettings;
import dev.backstay.servicekit.app.PolicyFile;
import dev.backstay.servicekit.app.Tracing;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.servicekit.place.Stores;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.work.KafkaWorkQueue;
import dev.backstay.servicekit.work.Parking;
import dev.backstay.servicekit.work.Work;
import dev.backstay.servicekit.work.WorkQueue;
import dev.backstay.servicekit.work.WorkSettings;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.VaultOptions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Starts the dumper's workers with the application and ends them with it. */
@ApplicationScoped
public class DumperApplication {
  /** Requests for sources that are busy or away, so that those for others have their turn. */
  private static final int WAITING = 8;

  private static final String GROUP = "backstay-dumper";

  @Inject PlatformSettings settings;
  @Inject PolicyFile policy;
  @Inject Identity identity;
  @Inject InstantSource clock;
  @Inject EventPublisher events;
  @Inject Leases leases;
  @Inject ProgressBoard progress;
  @Inject KafkaConnection kafka;
  @Inject Tracing tracing;
  @Inject Stores stores;
  @Inject VaultOptions options;

  private Optional<Work> work = Optional.empty();
  private Optional<Streams> streams = Optional.empty();
  private Optional<StagedVault> vault = Optional.empty();

  void start(@Observes StartupEvent started) {
    var captures =
        new Captures(
            new Captures.Setting(
                policy, this::vault, leases, events, progress, clock, identity.instance()),
            List.of(
                new FilesCapture(identity.hostname(), clock),
                new PostgresCapture(policy.secrets()::resolve, settings.dumper().spool(), clock)));
    WorkQueue queue =
        tracing.around(
            new KafkaWorkQueue(
                kafka,
                new Parking(events, clock, Captures.PRODUCER),
                Duration.ofSeconds(settings.takeoverSeconds())));
    work =
        Optional.of(
            queue.work(
                WorkSettings.of(GROUP, BackupRequested.class)
                    .withSlots(settings.dumper().slots())
                    .withWaiting(WAITING),
                captures));
    streams = Optional.of(Streams.start(streamGround(), StreamPaces.USUAL));
  }

  private StreamGround streamGround() {
    return new StreamGround(
        policy,
        this::vault,
        reference -> policy.secrets().resolve(reference),
        leases,
        events,
        clock,
        new SecureRandom(),
        ByteSize.parse(settings.streamLimit()).bytes(),
        identity.hostname(),
        identity.instance());
  }

  /** The vault in staging, once an uploader has established it. */
  private synchronized StagedVault vault() {
    if (vault.isEmpty()) {
      BlobStore staging = stores.staging(settings.staging());
      try {
        vault =
            Optional.of(
                StagedVault.open(
                    staging,
                    policy.password(),
                    options,
                    StagingLimit.of(ByteSize.parse(settings.stagingLimit()).bytes())));
      } catch (BackstayException e) {
        staging.close();
        if (e.code() == ErrorCode.VAULT_NOT_FOUND) {
          throw new BackstayException(
              ErrorCode.VAULT_NOT_READY, "staging has no vault yet; the request waits", e);
        }
        throw e;
      }
    }
    return vault.orElseThrow();
  }

  void stop(@Observes ShutdownEvent stopping) {
    streams.ifPresent(Streams::close);
    work.ifPresent(Work::close);
    synchronized (this) {
      vault.ifPresent(StagedVault::close);
    }
  }
}
