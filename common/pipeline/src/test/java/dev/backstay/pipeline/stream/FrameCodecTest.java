package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00.123456Z");

  private final StagedStream stream = new StagedStream();
  private final FrameCodec codec = new FrameCodec(stream.vault());
  private final FrameHeader header =
      new FrameHeader(
          new LogTime(TIME, TIME.minusSeconds(1)),
          TIME.plusMillis(3),
          TIME.minusMillis(400),
          16 << 20);
  private final FrameName name = new FrameName(StagedStream.timeline(1), new Lsn(4096), 1000);
  private final byte[] log = StagedStream.log(1, name.start(), 1000);

  @Test
  void whatWasSealedIsOpened() {
    // When
    Frame frame = codec.open(name, codec.seal(header, ByteBuffer.wrap(log)));

    // Then
    assertThat(frame.header()).isEqualTo(header);
    byte[] opened = new byte[1000];
    frame.wal().get(opened);
    assertThat(opened).isEqualTo(log);
    byte[] part = new byte[10];
    frame.wal(new LogRange(new Lsn(4100), new Lsn(4110))).get(part);
    assertThat(part).isEqualTo(StagedStream.log(1, new Lsn(4100), 10));
  }

  @Test
  void whatIsStoredIsALineOfJsonAndTheLog() {
    // When
    byte[] plain = stream.vault().unseal(name.blob(), codec.seal(header, ByteBuffer.wrap(log)));

    // Then
    assertThat(new String(plain, StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "{\"v\":1,\"serverTime\":\"2026-11-20T12:00:00.123456Z\",\"completeUntil\":\"2026-11-20T11:59:59.123456Z\",\"receivedAt\":\"2026-11-20T12:00:00.126456Z\",\"since\":\"2026-11-20T11:59:59.723456Z\",\"segmentBytes\":16777216}\n"
                + new String(log, StandardCharsets.ISO_8859_1));
  }

  @Test
  void aFrameThatDoesNotTellWhatIsCompleteCountsAsComplete() {
    // Given
    byte[] early =
        stream
            .vault()
            .seal(
                "{\"v\":1,\"serverTime\":\"%1$s\",\"receivedAt\":\"%1$s\",\"since\":\"%1$s\",\"segmentBytes\":16777216}%nx"
                    .formatted(TIME)
                    .getBytes(StandardCharsets.UTF_8));

    // When
    Frame frame = codec.open(new FrameName(name.timeline(), name.start(), 1), early);

    // Then
    assertThat(frame.header().time()).isEqualTo(LogTime.upTo(TIME));
  }

  @Test
  void aFlippedBitIsNoticedWhereverItIs() {
    // Given
    byte[] object = codec.seal(header, ByteBuffer.wrap(log));
    var random = new Random(1);

    // When / Then
    for (int i = 0; i < 100; i++) {
      byte[] damaged = object.clone();
      damaged[random.nextInt(object.length)] ^= (byte) (1 << random.nextInt(8));
      requireCorrupt(name, damaged);
    }
    requireCorrupt(name, new byte[0]);
  }

  @Test
  void aFrameUnderTheNameOfALongerOneIsRefused() {
    requireCorrupt(
        new FrameName(name.timeline(), name.start(), 1001),
        codec.seal(header, ByteBuffer.wrap(log)));
  }

  @Test
  void aFrameOfALaterVersionIsRefusedByName() {
    // Given
    byte[] later = stream.vault().seal("{\"v\":2}\nx".getBytes(StandardCharsets.UTF_8));

    // When / Then
    assertThatThrownBy(() -> codec.open(new FrameName(name.timeline(), name.start(), 1), later))
        .hasMessageContaining("version 2");
  }

  private void requireCorrupt(FrameName as, byte[] object) {
    assertThatThrownBy(() -> codec.open(as, object))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT));
  }
}
