package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalFolder;
import dev.backstay.engine.postgres.physical.PhysicalRequest;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.SnapshotPath;
import dev.backstay.pipeline.postgres.PhysicalBackup;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest;
import dev.backstay.pipeline.stream.FrameCodec;
import dev.backstay.pipeline.stream.FrameHeader;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A running cluster and a vault that holds of it what a test wants: physical backups, log in
 * roll-ups and in frames, each in the layout that docs/format.md names.
 */
public final class HeldCluster implements AutoCloseable {
  public static final SourceName SOURCE = new SourceName("orders");
  public static final Secret PASSWORD = Secret.of("a password");

  /** Small, so that a short stream has many. */
  private static final int FRAME_BYTES = 250_000;

  public final TestCluster cluster;
  public final Vault vault;
  final Path folder;
  private final List<TestCluster> others = new ArrayList<>();
  private final SystemId system;
  private final int segmentBytes;
  private int copies;

  public HeldCluster(Path folder, int major, String... settings) {
    this.folder = folder;
    this.cluster = TestCluster.initialize(folder.resolve("server"), major, settings);
    this.system =
        SystemId.parse(cluster.value("SELECT system_identifier FROM pg_control_system()"));
    this.segmentBytes =
        Integer.parseInt(
            cluster.value("SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'"));
    this.vault = Vault.init(LocalBlobStore.create(folder.resolve("vault")), PASSWORD, options());
  }

  static VaultOptions options() {
    return VaultOptions.defaults(
        new LockHolder("host", "user", 1), InstantSource.system(), new SecureRandom());
  }

  SystemId system() {
    return system;
  }

  /** Up to where everything committed so far is in the log. */
  public Lsn flushed() {
    return Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()"));
  }

  public Instant now() {
    return now(cluster);
  }

  static Instant now(TestCluster server) {
    String text =
        server.value(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                + " 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ')");
    return Instant.parse(text);
  }

  /** A base backup of the cluster. */
  public BlobId base() {
    return base(cluster);
  }

  BlobId base(TestCluster server) {
    return new PhysicalBackup(vault, InstantSource.system())
        .run(
            new PhysicalBackupRequest(
                PhysicalRequest.of(PostgresAddress.parse(server.superuserUrl())),
                new PhysicalBackupRequest.Extent(false, false, Duration.ofDays(7)),
                "host",
                List.of("source:" + SOURCE)),
            Progress.NONE)
        .figures()
        .snapshot()
        .id();
  }

  /** Whatever is in a directory becomes the root of a snapshot. */
  BlobId publish(Path directory, List<String> tags) {
    List<String> all = new ArrayList<>(tags);
    all.add("source:" + SOURCE);
    StoredSnapshot raw =
        new FilesBackup(vault, InstantSource.system())
            .run(
                new BackupRequest(
                    List.of(directory),
                    List.of(),
                    List.of(),
                    false,
                    FileChunking.AUTO,
                    "host",
                    List.of(),
                    true),
                Progress.NONE)
            .snapshot();
    BlobId root;
    try (VaultReader reader = vault.reader()) {
      root =
          new SnapshotPath(reader, raw.snapshot().tree())
              .find(EntryPath.of(directory.toString()))
              .orElseThrow()
              .subtree();
    }
    vault.snapshots().remove(raw.id()); // under no lock: the vault may be in use
    try (VaultWriter writer = vault.writer()) {
      return writer
          .publish(
              new Snapshot(
                  Instant.now(),
                  Objects.requireNonNull(root),
                  Optional.empty(),
                  List.of("/postgres/" + system()),
                  "host",
                  "user",
                  all,
                  List.of()))
          .id();
    }
  }

  /** A roll-up of whole segments from the one that holds a position. */
  public BlobId rollUp(int timeline, Lsn from, Lsn to, Instant until) {
    return rollUp(cluster, timeline, from, to, until);
  }

  BlobId rollUp(TestCluster server, int timeline, Lsn from, Lsn to, Instant until) {
    Path copy = folder.resolve("wal-" + copies++);
    try {
      Files.createDirectories(copy.resolve("wal"));
      WalSegment segment = WalSegment.at(timeline, from, segmentBytes());
      Lsn begin = segment.start();
      while (segment.start().isBefore(to)) {
        byte[] bytes = Files.readAllBytes(server.data().resolve("pg_wal").resolve(segment.name()));
        if (to.isBefore(segment.end())) {
          Arrays.fill(bytes, (int) to.minus(segment.start()), bytes.length, (byte) 0);
        }
        Files.write(copy.resolve("wal").resolve(segment.name()), bytes);
        segment = segment.next();
      }
      String history = "%08X.history".formatted(timeline);
      if (Files.exists(server.data().resolve("pg_wal").resolve(history))) {
        Files.copy(
            server.data().resolve("pg_wal").resolve(history), copy.resolve("wal").resolve(history));
      }
      var range =
          new WalRange(
              new SystemIdentifier(system().toString()),
              timeline,
              StreamPosition.parse(begin.toString()),
              StreamPosition.parse(to.toString()),
              until);
      return publish(copy, range.tags());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int segmentBytes() {
    return segmentBytes;
  }

  /** Frames over a range; their names, in order. */
  public List<FrameName> frames(int timeline, Lsn from, Lsn to, Instant until) {
    return frames(cluster, timeline, from, to, until);
  }

  List<FrameName> frames(TestCluster server, int timeline, Lsn from, Lsn to, Instant until) {
    return frames(server, timeline, from, to, LogTime.upTo(until));
  }

  List<FrameName> frames(TestCluster server, int timeline, Lsn from, Lsn to, LogTime time) {
    var codec = new FrameCodec(vault);
    var log = new WalFolder(server.data().resolve("pg_wal"), segmentBytes());
    List<FrameName> names = new ArrayList<>();
    Lsn at = from;
    while (at.isBefore(to)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(FRAME_BYTES, to.minus(at)));
      int count = 1;
      while (buffer.hasRemaining() && count > 0) {
        count = log.read(timeline, at.plus(buffer.position()), buffer);
      }
      buffer.flip();
      var name =
          new FrameName(new StreamTimeline(SOURCE, system(), timeline), at, buffer.remaining());
      at = at.plus(buffer.remaining());
      var header = new FrameHeader(time, time.until(), time.until(), segmentBytes());
      vault.store().put(name.blob(), Payload.of(codec.seal(header, buffer)), PutOptions.REPLACE);
      names.add(name);
    }
    return names;
  }

  /** The history file of a timeline, beside its frames. */
  void history(TestCluster server, int timeline) {
    try {
      byte[] text =
          Files.readAllBytes(server.data().resolve("pg_wal/%08X.history".formatted(timeline)));
      vault
          .store()
          .put(
              new StreamTimeline(SOURCE, system(), timeline).history(),
              Payload.of(new FrameCodec(vault).sealHistory(text)),
              PutOptions.REPLACE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another server that ends with this. */
  TestCluster owned(TestCluster other) {
    others.add(other);
    return other;
  }

  @Override
  public void close() {
    others.forEach(TestCluster::close);
    cluster.close();
    vault.close();
  }
}
