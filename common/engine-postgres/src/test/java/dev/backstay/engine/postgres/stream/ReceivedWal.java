package dev.backstay.engine.postgres.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.engine.postgres.changes.WalFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What streams brought, put together as segments in a folder, and checked to have no gap. */
final class ReceivedWal {
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final int segmentBytes;
  private final TreeMap<Integer, Lsn> starts = new TreeMap<>();
  private final TreeMap<Integer, Lsn> ends = new TreeMap<>();
  private final List<TimelineSwitch> switches = new ArrayList<>();

  ReceivedWal(Path folder, int segmentBytes) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
  }

  /** The end of what is there of a timeline without a gap. */
  Lsn end(int timeline) {
    return ends.getOrDefault(timeline, Lsn.ZERO);
  }

  List<TimelineSwitch> switches() {
    return switches;
  }

  WalBytes bytes() {
    return new WalFolder(folder, segmentBytes);
  }

  /** Takes what comes until some position is reached. */
  void takeUntil(WalStream stream, int timeline, Lsn position) throws IOException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (end(timeline).isBefore(position)) {
      assertThat(System.nanoTime())
          .as("time until %s of timeline %d came, at %s", position, timeline, end(timeline))
          .isLessThan(limit);
      take(stream);
    }
  }

  /** Takes one part, if one comes. */
  Optional<StreamPart> take(WalStream stream) throws IOException {
    Optional<StreamPart> part = stream.next(STEP);
    if (part.isPresent()) {
      switch (part.orElseThrow()) {
        case WalChunk chunk -> keep(chunk);
        case TimelineSwitch step -> switches.add(step);
      }
    }
    return part;
  }

  private void keep(WalChunk chunk) throws IOException {
    Lsn end = ends.get(chunk.timeline());
    if (end == null) {
      starts.put(chunk.timeline(), chunk.start());
    } else {
      assertThat(chunk.start().isAfter(end)).as("gap between %s and %s", end, chunk).isFalse();
    }
    ByteBuffer bytes = chunk.bytes();
    Lsn at = chunk.start();
    while (bytes.hasRemaining()) {
      WalSegment segment = WalSegment.at(chunk.timeline(), at, segmentBytes);
      int length = (int) Math.min(bytes.remaining(), segment.end().minus(at));
      ByteBuffer piece = bytes.slice(bytes.position(), length);
      try (FileChannel file =
          FileChannel.open(
              folder.resolve(segment.name()),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        long offset = at.minus(segment.start());
        while (piece.hasRemaining()) {
          offset += file.write(piece, offset);
        }
      }
      bytes.position(bytes.position() + length);
      at = at.plus(length);
    }
    ends.merge(chunk.timeline(), at, Lsn::max);
  }

  /** Every byte that came of a timeline is the one in the server's own segment. */
  void matches(Path walOfServer, int timeline) throws IOException {
    Lsn start = starts.get(timeline);
    assertThat(start).as("WAL of timeline %d", timeline).isNotNull();
    Lsn end = end(timeline);
    int segments = 0;
    for (WalSegment segment = WalSegment.at(timeline, start, segmentBytes);
        segment.start().isBefore(end);
        segment = segment.next()) {
      byte[] received = Files.readAllBytes(folder.resolve(segment.name()));
      byte[] written = Files.readAllBytes(walOfServer.resolve(segment.name()));
      int from = (int) Math.max(0, start.minus(segment.start()));
      int to = (int) Math.min(segmentBytes, end.minus(segment.start()));
      assertThat(ByteBuffer.wrap(received, from, to - from))
          .as(segment.name())
          .isEqualTo(ByteBuffer.wrap(written, from, to - from));
      segments++;
    }
    assertThat(segments).isPositive();
  }
}
