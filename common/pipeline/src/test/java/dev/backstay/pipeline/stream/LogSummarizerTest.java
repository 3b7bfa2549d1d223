package dev.backstay.pipeline.stream;

import static dev.backstay.pipeline.stream.StagedStream.SOURCE;
import static dev.backstay.pipeline.stream.StagedStream.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.changes.LogSummary;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.store.BlobName;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of summaries; what they tell is tested with servers. */
class LogSummarizerTest {
  /** Of a version whose log is not known, so that any bytes do. */
  private static final int NOBODY_READS = 9;

  private final StagedStream stream = new StagedStream();
  private final LogSummaries summaries = new LogSummaries(stream.vault());

  @BeforeEach
  void rememberTheCluster() {
    new StreamedSource(SYSTEM, 15).write(stream.staging, SOURCE);
  }

  @Test
  void oneThatGrewTakesThePlaceOfWhatItGrewFrom() {
    // Given
    summary(1, 0, 1);
    summary(1, 0, 2);
    summary(1, 2, 3);
    summary(2, 2, 4);

    // When
    var _ = new LogSummarizer(stream.vault(), InstantSource.system()).next(SOURCE);

    // Then
    assertThat(ends()).containsExactly(segments(2), segments(3), segments(4));
  }

  @Test
  void thoseThatServeNoBackupAnyMoreGo() {
    // Given
    summary(1, 0, 1);
    InstantSource muchLater = () -> Instant.now().plus(Duration.ofDays(40));

    // When
    var _ = new LogSummarizer(stream.vault(), muchLater).next(SOURCE);

    // Then
    assertThat(ends()).isEmpty();
  }

  @Test
  void damagedOneTellsNothing() {
    // Given
    summary(1, 0, 1);
    BlobName name = summary(1, 1, 2);
    byte[] bytes = stream.staging.read(name);
    bytes[20] ^= 1;
    var _ = stream.staging.put(name, Payload.of(bytes), PutOptions.REPLACE);

    // When
    List<LogSummaries.Stored> listed = summaries.of(SYSTEM, 1);

    // Then
    assertThat(listed).hasSize(2);
    assertThat(summaries.read(listed.getFirst()))
        .hasValueSatisfying(found -> assertThat(found.span().end()).isEqualTo(segments(1)));
    assertThat(summaries.read(listed.getLast())).isEmpty();
  }

  @Test
  void oneThatStandsUnderTheNameOfAnotherTellsNothing() {
    // Given
    BlobName name = summary(1, 0, 1);
    BlobName other = BlobName.of(name.value().replace("0000000000000000-", "0000000000080000-"));
    var _ = stream.staging.put(other, Payload.of(stream.staging.read(name)), PutOptions.REPLACE);

    // When
    List<LogSummaries.Stored> listed = summaries.of(SYSTEM, 1);

    // Then
    assertThat(listed).hasSize(2);
    assertThat(summaries.read(listed.getFirst())).isPresent();
    assertThat(summaries.read(listed.getLast())).isEmpty();
  }

  @Test
  void longLogIsSummedUpPieceByPiece() {
    // Given
    new StreamedSource(SYSTEM, NOBODY_READS).write(stream.staging, SOURCE);
    stream.frame(1, StagedStream.SEGMENT, 3 * StagedStream.SEGMENT);
    stream.now = Instant.now().plus(Duration.ofMinutes(6));
    assertThat(stream.rollUpAll()).isEqualTo(1);
    var summarizer =
        new LogSummarizer(stream.vault(), InstantSource.system(), StagedStream.SEGMENT);

    // When
    boolean more = summarizer.next(SOURCE);

    // Then
    assertThat(more).isTrue();
    assertThat(ends()).containsExactly(segments(2));
    assertThat(summarizer.next(SOURCE)).isTrue();
    assertThat(summarizer.next(SOURCE)).isTrue();
    assertThat(summarizer.next(SOURCE)).isFalse();
    assertThat(ends()).containsExactly(segments(2), segments(3), segments(4));
  }

  private BlobName summary(int timeline, int from, int to) {
    return summaries.write(
        StagedStream.timeline(timeline),
        LogSummary.blind(new TimelineSpan(timeline, segments(from), segments(to)), "a test"));
  }

  private List<Lsn> ends() {
    return summaries.of(SOURCE).stream().map(LogSummaries.Stored::end).toList();
  }

  private static Lsn segments(int count) {
    return new Lsn((long) count * StagedStream.SEGMENT);
  }
}
