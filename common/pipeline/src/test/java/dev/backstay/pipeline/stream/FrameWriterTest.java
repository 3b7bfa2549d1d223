package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FrameWriterTest {
  private static final int LENGTH = 100;

  private final StagedStream stream = new StagedStream();
  private final BlockingQueue<FrameName> written = new LinkedBlockingQueue<>();

  @Test
  void logIsCompleteUpToWhenTheServerHadNothingBehindIt() throws InterruptedException {
    try (FrameWriter writer = writer()) {
      assertThat(time(writer, 1, 0, 10, false)).isEqualTo(new LogTime(at(10), LogTime.UNKNOWN));
      assertThat(time(writer, 1, 1, 20, true)).isEqualTo(LogTime.upTo(at(20)));
      assertThat(time(writer, 1, 2, 30, false)).isEqualTo(new LogTime(at(30), at(20)));
      assertThat(time(writer, 2, 3, 40, false)).isEqualTo(new LogTime(at(40), LogTime.UNKNOWN));
      assertThat(time(writer, 2, 4, 50, true)).isEqualTo(LogTime.upTo(at(50)));
      assertThat(time(writer, 2, 9, 60, false)).isEqualTo(new LogTime(at(60), LogTime.UNKNOWN));
    }
  }

  @Test
  void whoAppendsHearsThatTheWriterHasFailed() {
    // Given
    try (FrameWriter writer =
        writer(_ -> {
          throw new IllegalStateException("a defect");
        })) {
      // When
      writer.append(
          StagedStream.timeline(1),
          new Lsn(StagedStream.SEGMENT),
          ByteBuffer.wrap(new byte[10]),
          new FrameWriter.Sending(StagedStream.START, true));

      // Then
      assertThatThrownBy(
              () -> {
                while (writer.awaitRoom(Duration.ofMillis(1))) {
                  Thread.onSpinWait();
                }
              })
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
          .hasRootCauseMessage("a defect");
    }
  }

  private FrameWriter writer() {
    return writer(written::add);
  }

  private FrameWriter writer(Consumer<FrameName> listener) {
    return new FrameWriter(
        new FrameWriter.Setting(
            stream.vault(),
            new WalSpace(stream.staging, Long.MAX_VALUE, stream.clock()),
            Duration.ZERO,
            StagedStream.SEGMENT,
            InstantSource.system(),
            new FrameWriter.Listener() {
              @Override
              public void written(FrameName frame) {
                listener.accept(frame);
              }
            }));
  }

  private static Instant at(int second) {
    return StagedStream.START.plusSeconds(second);
  }

  /** The time of the frame that a piece becomes. */
  private LogTime time(FrameWriter writer, int timeline, int piece, int second, boolean newest)
      throws InterruptedException {
    var start = new Lsn(StagedStream.SEGMENT + (long) piece * LENGTH);
    writer.append(
        StagedStream.timeline(timeline),
        start,
        ByteBuffer.wrap(StagedStream.log(timeline, start, LENGTH)),
        new FrameWriter.Sending(at(second), newest));
    FrameName frame = Objects.requireNonNull(written.poll(30, TimeUnit.SECONDS));
    byte[] object = stream.staging.read(frame.blob());
    return new FrameCodec(stream.vault()).open(frame, object).header().time();
  }
}
