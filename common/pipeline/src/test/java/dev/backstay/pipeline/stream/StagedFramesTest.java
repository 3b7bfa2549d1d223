package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.store.BlobName;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StagedFramesTest {
  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  private final StagedStream stream = new StagedStream();

  @ParameterizedTest
  @MethodSource("seeds")
  void theLogComesOnceAndWholeHoweverFramesOverlap(int seed) throws IOException {
    // Given
    var random = new Random(seed);
    List<long[]> frames = new ArrayList<>();
    long at = 1000;
    for (int i = 0; i < 3 + random.nextInt(10); i++) {
      int length = 1 + random.nextInt(400);
      frames.add(new long[] {at, length});
      if (random.nextInt(3) == 0) {
        long start = Math.max(1000, at - random.nextInt(300));
        frames.add(new long[] {start, 1 + random.nextInt((int) (at + length - start))});
      }
      at += length;
    }
    Collections.shuffle(frames, random);
    frames.forEach(frame -> stream.frame(1, frame[0], (int) frame[1]));
    var part = new LogRange(new Lsn(1000 + random.nextInt(100)), new Lsn(at - random.nextInt(100)));

    // When
    FramedWal wal = FramedWal.in(stream.staging, stream.vault());
    byte[] read;
    try (InputStream input = wal.open(StagedStream.timeline(1), part)) {
      read = input.readAllBytes();
    }

    // Then
    assertThat(read).isEqualTo(StagedStream.log(1, part.from(), (int) part.bytes()));
    assertThat(wal.ranges())
        .containsExactly(
            new FramedWal.Held(StagedStream.timeline(1), new LogRange(new Lsn(1000), new Lsn(at))));
    assertThat(wal.segmentBytes(wal.ranges().getFirst())).isEqualTo(StagedStream.SEGMENT);
    assertThat(wal.until(wal.ranges().getFirst())).isEqualTo(StagedStream.START);
  }

  @Test
  void aHoleIsNamedAndNeverBridged() {
    // Given
    stream.frame(1, 1000, 100);
    stream.frame(1, 1150, 100);
    StagedFrames frames = stream.frames();

    // When / Then
    assertThat(frames.coverage(StagedStream.timeline(1)).gaps())
        .containsExactly(new LogRange(new Lsn(1100), new Lsn(1150)));
    assertThatThrownBy(() ->
            frames.pieces(StagedStream.timeline(1), new LogRange(new Lsn(1050), new Lsn(1200))))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_MISSING));
  }

  @Test
  void timelinesAreToldApartAndStrangersPassedOver() {
    // Given
    stream.frame(1, 1000, 100);
    stream.frame(2, 1050, 100);
    stream.history(2, 1, new Lsn(1080));
    for (String stranger : List.of("backstay/streams/x", "backstay/streams/orders/7/zz/history")) {
      var _ =
          stream.staging.put(BlobName.of(stranger), Payload.of(new byte[1]), PutOptions.REPLACE);
    }

    // When
    StagedFrames frames = stream.frames();

    // Then
    assertThat(frames.timelines(StagedStream.SOURCE))
        .containsExactly(StagedStream.timeline(1), StagedStream.timeline(2));
    assertThat(frames.hasHistory(StagedStream.timeline(1))).isFalse();
    assertThat(frames.hasHistory(StagedStream.timeline(2))).isTrue();
    assertThat(frames.frames(StagedStream.timeline(2))).hasSize(1);
  }

  @Test
  void aNameSaysWhatAFrameHolds() {
    // Given
    var name = new FrameName(StagedStream.timeline(10), new Lsn(0x16B374D848L), 0x1F00);

    // When / Then
    assertThat(name.blob().value())
        .isEqualTo(
            "backstay/streams/orders/7123456789012345678/0000000a/00000016b374d848-00001f00");
    assertThat(FrameName.of(name.blob())).contains(name);
  }
}
