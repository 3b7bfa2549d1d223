package dev.backstay.testing.simulation;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.dumper.capture.Captures;
import dev.backstay.dumper.capture.FilesCapture;
import dev.backstay.pipeline.proof.FilesRestoreProof;
import dev.backstay.pipeline.proof.RestoreProofs;
import dev.backstay.pipeline.proof.StagedTraces;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.servicekit.event.MemoryEvents;
import dev.backstay.servicekit.lease.MemoryLeases;
import dev.backstay.servicekit.progress.MemoryProgressBoard;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.work.Disorder;
import dev.backstay.servicekit.work.MemoryWorkQueue;
import dev.backstay.servicekit.work.Parking;
import dev.backstay.servicekit.work.WorkSettings;
import dev.backstay.store.BlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.Sleeper;
import dev.backstay.uploader.delivery.Establishment;
import dev.backstay.uploader.delivery.Ground;
import dev.backstay.uploader.delivery.Recovery;
import dev.backstay.uploader.delivery.Uploader;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.VaultOptions;
import dev.backstay.verifier.proof.ProofLevels;
import dev.backstay.verifier.proof.Proofs;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Processes of the pipeline that can die, on what outlives them: events, staging, destinations. */
final class SimulatedPlatform implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final long STAGING_LIMIT = 64L << 20;

  private final Path directory;
  private final Policy policy;
  private final Secret password;
  private final MemoryEvents events = new MemoryEvents();
  private final MemoryLeases leases = new MemoryLeases();
  private final ProgressBoard progress = new MemoryProgressBoard(CLOCK);
  private final MemoryWorkQueue queue;
  private final Map<DestinationName, SwitchableStore> stores = new LinkedHashMap<>();
  private final List<Instance> running = new ArrayList<>();
  private final List<Runnable> starts = new ArrayList<>();

  SimulatedPlatform(Path directory, Policy policy, Secret password, RandomGenerator random) {
    this.directory = directory;
    this.policy = policy;
    this.password = password;
    events.tellTwice();
    this.queue =
        new MemoryWorkQueue(
            events, new Parking(events, CLOCK, "/backstay/simulation"), Disorder.allowed(random));
    for (Destination destination : policy.destinations()) {
      stores.put(
          destination.name(),
          new SwitchableStore(
              LocalBlobStore.create(directory.resolve(destination.name().value()))));
    }
  }

  MemoryEvents events() {
    return events;
  }

  SwitchableStore store(DestinationName destination) {
    return Optional.ofNullable(stores.get(destination)).orElseThrow();
  }

  Path at(DestinationName destination) {
    return directory.resolve(destination.value());
  }

  /** One process: its workers, and what is closed with it. */
  private record Instance(KillableQueue queue, List<Runnable> parts) {}

  int processes() {
    return running.size();
  }

  boolean isIdle() {
    return running.stream().allMatch(process -> process.queue().inHand() == 0);
  }

  /** Ends a process without a word, and starts another of its kind. */
  void killAndReplace(int number) {
    Instance victim = running.remove(number);
    victim.queue().die();
    victim.parts().forEach(Runnable::run);
    Runnable start = starts.remove(number);
    starts.add(start);
    start.run();
  }

  void startAll() {
    starts.add(this::startDumper);
    starts.add(this::startDumper);
    starts.add(this::startUploader);
    starts.add(this::startUploader);
    starts.add(this::startVerifier);
    starts.forEach(Runnable::run);
  }

  private void started(KillableQueue own, Runnable... parts) {
    running.add(new Instance(own, List.of(parts)));
  }

  private VaultOptions options() {
    return VaultOptions.defaults(
            new LockHolder("host", "simulation", ProcessHandle.current().pid()),
            CLOCK,
            new SecureRandom())
        .withCores(2)
        .withPackBytes(4 << 20)
        .withLockPace(
            new LockPace(Duration.ofMillis(5), Duration.ofMinutes(1), Duration.ofSeconds(1)));
  }

  private BlobStore staging() {
    return LocalBlobStore.create(directory.resolve("staging"));
  }

  private void startDumper() {
    var own = new KillableQueue(queue);
    Supplier<StagedVault> vault =
        () -> {
          try {
            return StagedVault.open(staging(), password, options(), StagingLimit.of(STAGING_LIMIT));
          } catch (BackstayException e) {
            throw new BackstayException(ErrorCode.VAULT_NOT_READY, "not yet", e);
          }
        };
    var captures =
        new Captures(
            new Captures.Setting(() -> policy, vault, leases, events, progress, CLOCK, "dumper"),
            List.of(new FilesCapture("host", CLOCK)));
    var work = own.work(WorkSettings.of("dumper", BackupRequested.class).withSlots(2), captures);
    started(own, work::close);
  }

  private void startUploader() {
    var own = new KillableQueue(queue);
    var vault =
        new Establishment(
            () -> policy,
            this::store,
            staging(),
            () -> password,
            new Establishment.Setting(options(), StagingLimit.of(STAGING_LIMIT), leases));
    var ground =
        new Ground(
            () -> policy, vault, this::store, vault::pruning, events, progress, CLOCK, "uploader");
    var uploader =
        Uploader.start(
            ground,
            own,
            new Recovery.Means(events, () -> password, options()),
            new Uploader.Pace(
                STAGING_LIMIT, Duration.ofMillis(300), Duration.ofMillis(300), Sleeper.THREAD));
    started(own, uploader::close);
  }

  private BlobStore store(Destination destination) {
    return store(destination.name());
  }

  private void startVerifier() {
    var own = new KillableQueue(queue);
    var proofs =
        new Proofs(
            new Proofs.Setting(
                () -> policy,
                () -> password,
                this::store,
                new StagedTraces(staging()),
                new RestoreProofs(
                    Map.of(
                        SourceKind.FILES,
                        new FilesRestoreProof(directory.resolve("scratch"), CLOCK))),
                new ProofLevels(),
                events,
                options()));
    var work =
        own.work(WorkSettings.of("verifier", Uploaded.class).withSlots(2), proofs.afterUploads());
    started(own, work::close);
  }

  @Override
  public void close() {
    running.forEach(process -> process.parts().forEach(Runnable::run));
  }
}
