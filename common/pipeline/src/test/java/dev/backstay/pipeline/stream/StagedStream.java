package dev.backstay.pipeline.stream;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.publication.CommittedRuns;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.PruneHistory;
import dev.backstay.pipeline.publication.Publication;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.pipeline.publication.Route;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.staging.SwitchedStore;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Staging with frames of a log whose every byte follows from timeline and position, and a clock
 * that is set. The vault is made once: that costs a scrypt.
 */
final class StagedStream {
  static final SourceName SOURCE = new SourceName("orders");
  static final SystemId SYSTEM = new SystemId(7_123_456_789_012_345_678L);
  static final DestinationName NEAR = new DestinationName("near");
  static final DestinationName FAR = new DestinationName("far");
  static final int SEGMENT = 1 << 20;
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private static final Secret PASSWORD = Secret.of("correct horse");
  private static final MemoryBlobStore TEMPLATE = memory();
  private static final SwitchedStore SWITCHED = new SwitchedStore(TEMPLATE);
  private static final Vault VAULT = Vault.init(SWITCHED, PASSWORD, CommittedRuns.options());

  final BlobStore staging = memory();
  Instant now = START;

  StagedStream() {
    TEMPLATE.list(
        "",
        stat -> {
          var _ =
              staging.put(stat.name(), Payload.of(TEMPLATE.read(stat.name())), PutOptions.REPLACE);
        });
    SWITCHED.to(staging);
  }

  static MemoryBlobStore memory() {
    return new MemoryBlobStore(InstantSource.system());
  }

  Vault vault() {
    return VAULT;
  }

  InstantSource clock() {
    return () -> now;
  }

  static StreamTimeline timeline(int number) {
    return new StreamTimeline(SOURCE, SYSTEM, number);
  }

  /** The log from a position on. */
  static byte[] log(int timeline, Lsn from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      long position = from.value() + i;
      bytes[i] = (byte) (position * 31 + (position >>> 13) + timeline);
    }
    return bytes;
  }

  /** Leaves a frame. */
  FrameName frame(int timeline, long start, int length) {
    return frame(timeline, start, length, LogTime.upTo(now));
  }

  /** Leaves a frame that leads so far in time. */
  FrameName frame(int timeline, long start, int length, LogTime time) {
    var name = new FrameName(timeline(timeline), new Lsn(start), length);
    byte[] object =
        new FrameCodec(VAULT)
            .seal(
                new FrameHeader(time, now, now.minusMillis(500), SEGMENT),
                ByteBuffer.wrap(log(timeline, name.start(), length)));
    var _ = staging.put(name.blob(), Payload.of(object), PutOptions.REPLACE);
    return name;
  }

  /** Flips a bit of a frame. */
  static void damage(BlobStore store, FrameName frame) {
    byte[] bytes = store.read(frame.blob());
    bytes[20] ^= 1;
    var _ = store.put(frame.blob(), Payload.of(bytes), PutOptions.REPLACE);
  }

  /** Leaves the history file of a second timeline. */
  void history(int timeline, int parent, Lsn fork) {
    new StreamHistories(staging, VAULT)
        .put(
            timeline(timeline),
            "%d\t%s\tno reason\n".formatted(parent, fork).getBytes(StandardCharsets.UTF_8));
  }

  FrameDelivery delivery(DestinationName name, BlobStore store) {
    return new FrameDelivery(VAULT, new Place(name, store), clock());
  }

  FrameDelivery.Report look(FrameDelivery delivery) {
    return delivery.look(SOURCE, StagedFrames.list(staging));
  }

  RollUp rollUp() {
    return new RollUp(
        StagedVault.of(VAULT, StagingLimit.of(Long.MAX_VALUE)),
        new RollUp.Setting(Duration.ofMinutes(5), 512L << 20, "host", "worker", clock()));
  }

  /** Makes every roll-up that is due, and settles it. */
  int rollUpAll() {
    RollUp rollUp = rollUp();
    int made = 0;
    while (true) {
      Optional<RollUp.Done> done = rollUp.next(SOURCE, DedupScope.EVERYTHING);
      if (done.isEmpty()) {
        return made;
      }
      rollUp.settle(done.get());
      made++;
    }
  }

  /** Publishes every roll-up at a destination. */
  void publish(DestinationName name, BlobStore store) {
    var route = new Route(VAULT, new Place(name, store), List.of(), PruneHistory.NONE);
    StagedVault staged = StagedVault.of(VAULT, StagingLimit.of(Long.MAX_VALUE));
    staged
        .records()
        .forEachCommitted(backup -> {
          var _ = new Publication(route, PublicationListener.NONE).run(backup);
        });
  }

  /** The frames that are there. */
  StagedFrames frames() {
    return StagedFrames.list(staging);
  }
}
