package dev.backstay.pipeline.postgres;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalFolder;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.stream.FrameCleaning;
import dev.backstay.pipeline.stream.FrameCodec;
import dev.backstay.pipeline.stream.FrameHeader;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.LogRange;
import dev.backstay.pipeline.stream.LogSummarizer;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.pipeline.stream.RollUp;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.pipeline.stream.StreamedSource;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** The log of a cluster on its way through a vault in staging, as streams leave it there. */
final class StreamedCluster {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final DestinationName NEAR = new DestinationName("near");
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final int FRAME_BYTES = 150_000;

  private final Vault vault;
  private final TestCluster cluster;
  private final StreamTimeline timeline;
  private Lsn captured;

  /** From the segment on that is written now. */
  StreamedCluster(Vault vault, TestCluster cluster) {
    this.vault = vault;
    this.cluster = cluster;
    SystemId system =
        SystemId.parse(cluster.value("SELECT system_identifier FROM pg_control_system()"));
    this.timeline = new StreamTimeline(SOURCE, system, 1);
    this.captured = WalSegment.at(1, flushed(), SEGMENT_BYTES).start();
    new StreamedSource(system, cluster.version()).write(vault.store(), SOURCE);
  }

  private Lsn flushed() {
    return Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()"));
  }

  /** Frames with all that the server has written since the last time. */
  void capture() {
    Lsn end = flushed();
    var log = new WalFolder(cluster.data().resolve("pg_wal"), SEGMENT_BYTES);
    var codec = new FrameCodec(vault);
    Instant now = Instant.now();
    while (captured.isBefore(end)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(FRAME_BYTES, end.minus(captured)));
      int count = log.read(1, captured, buffer);
      if (count == 0) {
        throw new IllegalStateException("the server has no log at " + captured);
      }
      var name = new FrameName(timeline, captured, buffer.flip().remaining());
      var header = new FrameHeader(LogTime.upTo(now), now, now, SEGMENT_BYTES);
      var _ =
          vault
              .store()
              .put(name.blob(), Payload.of(codec.seal(header, buffer)), PutOptions.REPLACE);
      captured = name.end();
    }
  }

  /** As if some log had never come. */
  void lose(int bytes) {
    captured = captured.plus(bytes).min(flushed());
  }

  /** Rolls up what is captured, and removes the frames that staging need not keep. */
  void rollUp() {
    var clock = InstantSource.system();
    var rollUp =
        new RollUp(
            StagedVault.of(vault, StagingLimit.of(Long.MAX_VALUE)),
            new RollUp.Setting(Duration.ZERO, 1, "host", "worker", clock));
    Optional<RollUp.Done> done = rollUp.next(SOURCE, DedupScope.EVERYTHING);
    while (done.isPresent()) {
      rollUp.settle(done.get());
      done = rollUp.next(SOURCE, DedupScope.EVERYTHING);
    }
    Instant now = Instant.now();
    new StreamMark(timeline.system(), 1, new LogRange(Lsn.ZERO, captured), now, now)
        .write(vault.store(), NEAR, SOURCE);
    var summarizer = new LogSummarizer(vault, clock);
    while (summarizer.next(SOURCE)) {
      // piece by piece
    }
    var _ = new FrameCleaning(vault, clock).run(SOURCE, Set.of(NEAR));
  }

  /** Where the oldest log begins that staging still has. */
  Lsn oldest() {
    return StagedFrames.list(vault.store()).frames(timeline).getFirst().name().start();
  }
}
