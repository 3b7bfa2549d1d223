package dev.backstay.verifier.app;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.pipeline.proof.FilesRestoreProof;
import dev.backstay.pipeline.proof.PostgresRestoreProof;
import dev.backstay.pipeline.proof.RestoreProofs;
import dev.backstay.pipeline.proof.StagedTraces;
import dev.backstay.servicekit.app.PlatformSettings;
import dev.backstay.servicekit.app.PolicyFile;
import dev.backstay.servicekit.app.Tracing;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.place.Stores;
import dev.backstay.servicekit.work.KafkaWorkQueue;
import dev.backstay.servicekit.work.Parking;
import dev.backstay.servicekit.work.Work;
import dev.backstay.servicekit.work.WorkQueue;
import dev.backstay.servicekit.work.WorkSettings;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.VaultOptions;
import dev.backstay.verifier.proof.ProofLevels;
import dev.backstay.verifier.proof.Proofs;
import dev.backstay.verifier.restore.Restores;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts the verifier's workers with the application and ends them with it. */
@ApplicationScoped
public class VerifierApplication {
  private static final String GROUP = "backstay-verifier";
  private static final Logger LOG = System.getLogger(VerifierApplication.class.getName());

  @Inject PlatformSettings settings;
  @Inject PolicyFile policy;
  @Inject InstantSource clock;
  @Inject EventPublisher events;
  @Inject EventSource history;
  @Inject KafkaConnection kafka;
  @Inject Tracing tracing;
  @Inject Stores stores;
  @Inject VaultOptions options;

  private final List<Work> works = new ArrayList<>();
  private Optional<BlobStore> staging = Optional.empty();

  void start(@Observes StartupEvent started) {
    BlobStore staged = stores.staging(settings.staging());
    staging = Optional.of(staged);
    var levels = new ProofLevels();
    remember(levels);
    var proofs =
        new Proofs(
            new Proofs.Setting(
                policy,
                policy::password,
                stores::of,
                new StagedTraces(staged),
                new RestoreProofs(
                    Map.of(
                        SourceKind.FILES,
                        new FilesRestoreProof(settings.scratch(), clock),
                        SourceKind.POSTGRES,
                        new PostgresRestoreProof(
                            settings.scratch(),
                            settings.verifier().postgresPrograms().orElse(List.of()),
                            clock))),
                levels,
                events,
                options));
    WorkQueue queue =
        tracing.around(
            new KafkaWorkQueue(
                kafka,
                new Parking(events, clock, Proofs.PRODUCER),
                Duration.ofSeconds(settings.takeoverSeconds())));
    int slots = settings.verifier().slots();
    works.add(
        queue.work(WorkSettings.of(GROUP, Uploaded.class).withSlots(slots), proofs.afterUploads()));
    works.add(
        queue.work(
            WorkSettings.of(GROUP + "-requests", VerificationRequested.class), proofs.onRequest()));
    works.add(
        queue.work(
            WorkSettings.of(GROUP + "-restores", RestoreRequested.class),
            new Restores(
                    new Restores.Setting(
                        policy,
                        policy::password,
                        stores::of,
                        settings.verifier().restoreRoot(),
                        events,
                        options))
                .onRequest()));
  }

  /** Goes on where it was before a restart; without the history, it proves more than it would. */
  private void remember(ProofLevels levels) {
    try {
      var _ =
          history.readAll(
              Set.of(EventType.VERIFIED),
              event -> {
                if (event.data() instanceof Verified proof) {
                  levels.remember(proof);
                }
              });
    } catch (BackstayException e) {
      LOG.log(
          Logger.Level.WARNING, "proofs made before this start are not known: {0}", e.getMessage());
    }
  }

  void stop(@Observes ShutdownEvent stopping) {
    works.forEach(Work::close);
    staging.ifPresent(BlobStore::close);
  }
}
