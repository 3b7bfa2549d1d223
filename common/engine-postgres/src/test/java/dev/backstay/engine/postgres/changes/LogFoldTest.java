package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFoldTest {
  private static final int CUTS = 40;

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void summaryNamesWhatEveryVersionsLogChanges(int version) throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(version);
    // When
    LogSummary summary = fold(golden, golden.source(), golden.span(), Lsn.ZERO).orElseThrow();
    // Then
    assertThat(GoldenWal.text(LogSummary.together(List.of(summary)))).isEqualTo(golden.changes());
    assertThat(summary.span()).isEqualTo(golden.span());
    assertThat(summary.checkpoints())
        .extracting(LogSummary.Checkpoint::redo)
        .startsWith(golden.span().start())
        .hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void logThatComesInPiecesIsSummedUpTheSame(int version) throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(version);
    Lsn start = golden.span().start();
    int[] cuts =
        new Random(version)
            .ints(CUTS, 1, (int) golden.span().end().minus(start))
            .sorted()
            .toArray();
    List<LogSummary> pieces = new ArrayList<>();
    Lsn reached = start;
    Lsn last = Lsn.ZERO;
    // When
    for (int cut : add(cuts, (int) golden.span().end().minus(start))) {
      Lsn end = start.plus(cut);
      if (!reached.isBefore(end)) {
        continue;
      }
      var span = new TimelineSpan(1, reached, end);
      Optional<LogSummary> piece = fold(golden, upTo(end, golden.source()), span, last);
      if (piece.isPresent()) {
        pieces.add(LogSummary.decode(piece.get().encode()));
        reached = piece.get().span().end();
        last = piece.get().last();
      }
    }
    LogSummary joined = pieces.stream().reduce(LogSummary::and).orElseThrow();
    // Then
    LogSummary whole = fold(golden, golden.source(), golden.span(), Lsn.ZERO).orElseThrow();
    assertThat(pieces).hasSizeGreaterThan(2);
    assertThat(GoldenWal.text(LogSummary.together(pieces))).isEqualTo(golden.changes());
    assertThat(joined.checkpoints()).isEqualTo(whole.checkpoints());
    assertThat(joined.span()).isEqualTo(whole.span());
    assertThat(joined.last()).isEqualTo(whole.last());
  }

  @Test
  void logOfAnotherHistoryIsNoContinuation() throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(17);
    Lsn elsewhere = golden.span().start().plus(-64);
    // When, Then
    assertThatExceptionOfType(BackstayException.class)
        .isThrownBy(() -> fold(golden, golden.source(), golden.span(), elsewhere))
        .matches(e -> e.code() == ErrorCode.WAL_BROKEN)
        .withMessageContaining("another history");
  }

  @Test
  void logThatDoesNotTellEveryChangeIsKnownAsSuch() throws Exception {
    // Given
    WrittenWal wal = new WrittenWal().plain(0, 0x60, new byte[28]);
    var span = new TimelineSpan(1, new Lsn(GoldenWal.SEGMENT_BYTES), wal.end());
    // When
    LogSummary summary =
        new LogFold(wal.source(), 17, GoldenWal.SEGMENT_BYTES).of(span, Lsn.ZERO).orElseThrow();
    // Then
    assertThat(LogSummary.together(List.of(LogSummary.decode(summary.encode()))))
        .isInstanceOfSatisfying(
            Changes.Unknown.class,
            unknown -> assertThat(unknown.reason()).contains("wal_level=minimal"));
  }

  @Test
  void damagedSummaryIsRefused() throws IOException {
    // Given
    GoldenWal golden = GoldenWal.of(15);
    byte[] good = fold(golden, golden.source(), golden.span(), Lsn.ZERO).orElseThrow().encode();
    byte[] newer = good.clone();
    newer[0]++;
    // When, Then
    assertThatIOException().isThrownBy(() -> LogSummary.decode(Arrays.copyOf(good, 70)));
    assertThatIOException()
        .isThrownBy(() -> LogSummary.decode(Arrays.copyOf(good, good.length + 1)));
    assertThatIOException().isThrownBy(() -> LogSummary.decode(newer));
  }

  private static Optional<LogSummary> fold(
      GoldenWal golden, WalBytes source, TimelineSpan span, Lsn previous) {
    return new LogFold(source, golden.version(), GoldenWal.SEGMENT_BYTES).of(span, previous);
  }

  /** As much of the log as has come. */
  private static WalBytes upTo(Lsn end, WalBytes all) {
    return (timeline, from, target) -> {
      long left = end.minus(from);
      if (left <= 0) {
        return 0;
      }
      ByteBuffer most = target.slice(target.position(), (int) Math.min(target.remaining(), left));
      int count = all.read(timeline, from, most);
      target.position(target.position() + count);
      return count;
    };
  }

  private static int[] add(int[] cuts, int end) {
    int[] all = Arrays.copyOf(cuts, cuts.length + 1);
    all[cuts.length] = end;
    return all;
  }
}
