package dev.backstay.testing.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.dumper.stream.StreamGround;
import dev.backstay.dumper.stream.StreamPaces;
import dev.backstay.dumper.stream.Streams;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.policy.PolicyReader;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.servicekit.event.MemoryEvents;
import dev.backstay.servicekit.lease.MemoryLeases;
import dev.backstay.servicekit.progress.MemoryProgressBoard;
import dev.backstay.servicekit.work.Disorder;
import dev.backstay.servicekit.work.MemoryWorkQueue;
import dev.backstay.servicekit.work.Parking;
import dev.backstay.store.BlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.Sleeper;
import dev.backstay.testing.simulation.SwitchableStore;
import dev.backstay.uploader.delivery.Establishment;
import dev.backstay.uploader.delivery.Ground;
import dev.backstay.uploader.delivery.Recovery;
import dev.backstay.uploader.delivery.Uploader;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** A dumper and an uploader that can die, and what outlives them. */
final class StreamRig implements AutoCloseable {
  static final SourceName SOURCE = new SourceName("orders");
  static final String SLOT = "backstay_orders";
  static final List<DestinationName> PLACES =
      List.of(new DestinationName("near"), new DestinationName("far"));
  static final Secret PASSWORD = Secret.of("streamed");

  private static final InstantSource CLOCK = InstantSource.system();
  private static final long LIMIT = 256L << 20;

  private final Path directory;
  private final Wish wish;
  private final StreamPaces paces;
  private final long frameBytes;
  private final MemoryEvents events = new MemoryEvents();
  private final SwitchableEvents broker = new SwitchableEvents(events);
  private final MemoryLeases leases = new MemoryLeases();
  private final Map<DestinationName, SwitchableStore> stores = new LinkedHashMap<>();
  private volatile Secret url;
  private volatile Policy policy;
  private Optional<Streams> streams = Optional.empty();
  private Optional<Uploader> uploader = Optional.empty();
  private Optional<Establishment> establishment = Optional.empty();

  /** What a rig does differently. */
  record Wish(int confirmedBy, Duration rollUp, long frameBytes, boolean synchronous) {
    static final Wish USUAL = new Wish(1, Duration.ofSeconds(2), 256L << 20, false);

    Wish confirmedBy(int count) {
      return new Wish(count, rollUp, frameBytes, synchronous);
    }

    Wish frameBytes(long bytes) {
      return new Wish(confirmedBy, rollUp, bytes, synchronous);
    }

    Wish rolledUpEvery(Duration age) {
      return new Wish(confirmedBy, age, frameBytes, synchronous);
    }

    Wish awaited() {
      return new Wish(confirmedBy, rollUp, frameBytes, true);
    }
  }

  StreamRig(Path directory, Secret url, Wish wish) {
    this.directory = directory;
    this.url = url;
    this.wish = wish;
    this.policy = policy(directory, wish, true);
    this.frameBytes = wish.frameBytes();
    StreamPaces usual = StreamPaces.USUAL;
    this.paces =
        new StreamPaces(
            usual.frame(),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            wish.rollUp(),
            usual.rollUpBytes(),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    for (DestinationName place : PLACES) {
      stores.put(place, new SwitchableStore(LocalBlobStore.create(at(place))));
    }
  }

  /** A server that keeps its log, and leaves a stream that is not heard of for long. */
  static TestCluster cluster(Path folder, int major) {
    return TestCluster.initialize(
        folder.resolve("cluster"), major, "wal_keep_size=2GB", "wal_sender_timeout=20s");
  }

  private static Policy policy(Path directory, Wish wish, boolean captured) {
    var text = new StringBuilder("vault:\n  password: ${env:UNUSED}\ndestinations:\n");
    for (DestinationName place : PLACES) {
      text.append(
          "  %s:%n    kind: local%n    path: %s%n"
              .formatted(place, directory.resolve(place.value())));
    }
    text.append(
        "sources:%n  %s:%n    kind: postgres%n    url: ${env:UNUSED}%n    wal:%n      enabled: %s%n      confirmed-by: %d%n      synchronous: %s%n"
            .formatted(SOURCE, captured, wish.confirmedBy(), wish.synchronous()));
    return new PolicyReader()
        .read("policy", text.toString().getBytes(StandardCharsets.UTF_8))
        .orThrow();
  }

  /** From now on the source is reached by another address. */
  void moveTo(Secret newUrl) {
    url = newUrl;
  }

  /** From now on the policy has the source captured, or not. */
  void capture(boolean captured) {
    policy = policy(directory, wish, captured);
  }

  SwitchableEvents broker() {
    return broker;
  }

  MemoryEvents events() {
    return events;
  }

  SwitchableStore store(DestinationName place) {
    return Optional.ofNullable(stores.get(place)).orElseThrow();
  }

  Path at(DestinationName place) {
    return directory.resolve(place.value());
  }

  LocalBlobStore staging() {
    return LocalBlobStore.create(directory.resolve("staging"));
  }

  Vault vault(DestinationName place) {
    return Vault.open(LocalBlobStore.open(at(place)), PASSWORD, options());
  }

  /** The marks of all destinations. */
  Map<DestinationName, StreamMark> marks() {
    try (BlobStore staging = staging()) {
      return StreamMark.readAll(staging, PLACES, SOURCE);
    }
  }

  /** The mark of a destination that has one. */
  StreamMark mark(DestinationName place) {
    return Optional.ofNullable(marks().get(place)).orElseThrow();
  }

  static VaultOptions options() {
    return VaultOptions.defaults(
            new LockHolder("host", "stream", ProcessHandle.current().pid()),
            CLOCK,
            new SecureRandom())
        .withCores(2)
        .withPackBytes(4 << 20)
        .withLockPace(
            new LockPace(Duration.ofMillis(5), Duration.ofMinutes(1), Duration.ofSeconds(5)));
  }

  void startDumper() {
    BlobStore staging = staging();
    var opened = new Opened(staging);
    streams =
        Optional.of(
            Streams.start(
                new StreamGround(
                    () -> policy,
                    opened,
                    _ -> url,
                    leases,
                    broker,
                    CLOCK,
                    new Random(1),
                    frameBytes,
                    "host",
                    "dumper"),
                paces));
  }

  /** Opened by the first who asks, once there is a vault. */
  private static final class Opened implements Supplier<StagedVault> {
    private final BlobStore staging;
    private Optional<StagedVault> vault = Optional.empty();

    Opened(BlobStore staging) {
      this.staging = staging;
    }

    @Override
    public synchronized StagedVault get() {
      if (vault.isEmpty()) {
        try {
          vault =
              Optional.of(StagedVault.open(staging, PASSWORD, options(), StagingLimit.of(LIMIT)));
        } catch (BackstayException e) {
          throw new BackstayException(ErrorCode.VAULT_NOT_READY, "not yet", e);
        }
      }
      return vault.orElseThrow();
    }
  }

  /** Ends the dumper's threads where they are; nothing is flushed. */
  void killDumper() {
    streams.ifPresent(Streams::close);
    streams = Optional.empty();
  }

  void startUploader() {
    var vault =
        new Establishment(
            () -> policy,
            this::store,
            staging(),
            () -> PASSWORD,
            new Establishment.Setting(options(), StagingLimit.of(LIMIT), leases));
    var ground =
        new Ground(
            () -> policy,
            vault,
            this::store,
            vault::pruning,
            broker,
            new MemoryProgressBoard(CLOCK),
            CLOCK,
            "uploader");
    var queue =
        new MemoryWorkQueue(
            events, new Parking(events, CLOCK, "/backstay/rig"), Disorder.none(new Random(2)));
    establishment = Optional.of(vault);
    uploader =
        Optional.of(
            Uploader.start(
                ground,
                queue,
                new Recovery.Means(events, () -> PASSWORD, options()),
                new Uploader.Pace(
                    LIMIT, Duration.ofMillis(500), Duration.ofMillis(500), Sleeper.THREAD)));
  }

  void killUploader() {
    uploader.ifPresent(Uploader::close);
    establishment.ifPresent(Establishment::close);
    uploader = Optional.empty();
    establishment = Optional.empty();
  }

  private BlobStore store(Destination destination) {
    return store(destination.name());
  }

  @Override
  public void close() {
    killDumper();
    killUploader();
  }
}
