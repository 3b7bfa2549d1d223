package dev.backstay.uploader.app;

import dev.backstay.contract.ByteSize;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.servicekit.app.Identity;
import dev.backstay.servicekit.app.PlatformSettings;
import dev.backstay.servicekit.app.PolicyFile;
import dev.backstay.servicekit.app.Tracing;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.servicekit.place.Stores;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.work.KafkaWorkQueue;
import dev.backstay.servicekit.work.Parking;
import dev.backstay.servicekit.work.WorkQueue;
import dev.backstay.store.Sleeper;
import dev.backstay.uploader.delivery.Establishment;
import dev.backstay.uploader.delivery.Ground;
import dev.backstay.uploader.delivery.Recovery;
import dev.backstay.uploader.delivery.Uploader;
import dev.backstay.vault.VaultOptions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Starts the uploader's workers with the application and ends them with it. */
@ApplicationScoped
public class UploaderApplication {
  /** A backup larger than staging goes on as fast as it is cleaned. */
  private static final Duration CLEANING = Duration.ofSeconds(2);

  @Inject PlatformSettings settings;
  @Inject PolicyFile policy;
  @Inject Identity identity;
  @Inject InstantSource clock;
  @Inject EventPublisher events;
  @Inject EventSource history;
  @Inject Leases leases;
  @Inject ProgressBoard progress;
  @Inject KafkaConnection kafka;
  @Inject Tracing tracing;
  @Inject Stores stores;
  @Inject VaultOptions options;

  private Optional<Uploader> uploader = Optional.empty();
  private Optional<Establishment> establishment = Optional.empty();

  void start(@Observes StartupEvent started) {
    long limit = ByteSize.parse(settings.stagingLimit()).bytes();
    var vault =
        new Establishment(
            policy,
            stores::of,
            stores.staging(settings.staging()),
            policy::password,
            new Establishment.Setting(options, StagingLimit.of(limit), leases));
    establishment = Optional.of(vault);
    var ground =
        new Ground(
            policy,
            vault,
            stores::of,
            vault::pruning,
            events,
            progress,
            clock,
            identity.instance());
    WorkQueue queue =
        tracing.around(
            new KafkaWorkQueue(
                kafka,
                new Parking(events, clock, Ground.PRODUCER),
                Duration.ofSeconds(settings.takeoverSeconds())));
    var pace =
        new Uploader.Pace(
            limit,
            Duration.ofSeconds(settings.uploader().upkeepSeconds()),
            CLEANING,
            Sleeper.THREAD);
    var recovery = new Recovery.Means(history, policy::password, options);
    uploader = Optional.of(Uploader.start(ground, queue, recovery, pace));
  }

  void stop(@Observes ShutdownEvent stopping) {
    uploader.ifPresent(Uploader::close);
    establishment.ifPresent(Establishment::close);
  }
}
