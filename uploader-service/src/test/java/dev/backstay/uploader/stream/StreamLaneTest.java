package dev.backstay.uploader.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.FrameWriter;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.pipeline.stream.WalSpace;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class StreamLaneTest {
  private static final SourceName BROKEN = new SourceName("broken");
  private static final SourceName ORDERS = new SourceName("orders");
  private static final DestinationName NEAR = new DestinationName("near");
  private static final int SEGMENT = 1 << 20;

  private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final BlobStore memory = new MemoryBlobStore(() -> now);
  private final BlobStore near = new MemoryBlobStore(() -> now);
  private final AtomicInteger tries = new AtomicInteger();
  private final BlobStore staging =
      (BlobStore)
          Proxy.newProxyInstance(
              BlobStore.class.getClassLoader(),
              new Class<?>[] {BlobStore.class},
              (_, method, arguments) -> {
                if (method.getName().equals("read")
                    && ((BlobName) arguments[0])
                        .value()
                        .startsWith(StreamTimeline.folder(BROKEN))) {
                  tries.incrementAndGet();
                  throw new IllegalStateException("a defect");
                }
                try {
                  return method.invoke(memory, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
  private final Semaphore looks = new Semaphore(0);
  private final Vault vault =
      Vault.init(
          staging,
          Secret.of("correct horse"),
          VaultOptions.defaults(new LockHolder("host", "test", 1L), () -> now, new SecureRandom()));

  @Test
  void aDefectWithOneSourceHoldsUpNoOtherAndIsTriedAgainLater() throws InterruptedException {
    // Given
    frame(BROKEN);
    frame(ORDERS);
    var told = new Told();
    Thread lane = Thread.ofVirtual().start(lane(told));

    // When
    told.first.await();
    looks.acquire(3);
    int triesAtOnce = tries.get();
    now = now.plusSeconds(2);
    looks.drainPermits();
    looks.acquire(3);
    lane.interrupt();
    lane.join();

    // Then
    assertThat(StreamMark.read(memory, NEAR, ORDERS)).isPresent();
    assertThat(StreamMark.read(memory, NEAR, BROKEN)).isEmpty();
    assertThat(triesAtOnce).isEqualTo(1);
    assertThat(tries.get()).isEqualTo(2);
  }

  private StreamLane lane(EventPublisher events) {
    return new StreamLane(
        new StreamLane.Setting(
            () -> vault,
            () -> new Place(NEAR, near),
            () -> {
              looks.release();
              return List.of(BROKEN, ORDERS);
            },
            events,
            () -> now,
            "/backstay/test"));
  }

  private void frame(SourceName source) throws InterruptedException {
    var written = new CountDownLatch(1);
    var listener =
        new FrameWriter.Listener() {
          @Override
          public void written(FrameName frame) {
            written.countDown();
          }
        };
    try (FrameWriter writer =
        new FrameWriter(
            new FrameWriter.Setting(
                vault,
                new WalSpace(memory, Long.MAX_VALUE, () -> now),
                Duration.ZERO,
                SEGMENT,
                () -> now,
                listener))) {
      writer.append(
          new StreamTimeline(source, new SystemId(1), 1),
          new Lsn(SEGMENT),
          ByteBuffer.wrap(new byte[100]),
          new FrameWriter.Sending(now, true));
      written.await();
    }
  }

  private static final class Told implements EventPublisher {
    final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void publish(Event<?> event) {
      if (event.data() instanceof StreamStored) {
        first.countDown();
      }
    }

    @Override
    public void close() {}
  }
}
