package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.changes.BackupTraces.Finding;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupTracesTest {
  private static final int CHECKPOINT = 0x10;
  private static final int BACKUP_END = 0x50;

  /** A backup that began with a segment. */
  private static final Lsn START = new Lsn(GoldenWal.SEGMENT_BYTES);

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void checkpointIsFoundWhereEveryVersionBegan(int version) throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(version);
    BackupTraces traces = new BackupTraces(golden.source(), version, GoldenWal.SEGMENT_BYTES);
    // When, Then
    assertThat(traces.begin(golden.span())).isEqualTo(Finding.PRESENT);
    assertThat(new BackupTraces((_, _, _) -> 0, version, 1 << 20).begin(golden.span()))
        .isEqualTo(Finding.UNTOLD);
    assertThat(new BackupTraces(golden.source(), 13, 1 << 20).begin(golden.span()))
        .isEqualTo(Finding.UNTOLD);
  }

  @Test
  void logThatWentAnotherWayHasNoCheckpointThere() {
    // Given
    WrittenWal other =
        new WrittenWal().change(1, 1, 10).plain(0, CHECKPOINT, position(START.plus(40)));
    WrittenWal none = new WrittenWal().change(1, 1, 10);
    // When, Then
    assertThat(traces(other).begin(span(other))).isEqualTo(Finding.ABSENT);
    assertThat(traces(none).begin(span(none))).isEqualTo(Finding.ABSENT);
  }

  @Test
  void nothingWasMissedWhereNothingWasWritten() {
    assertThat(traces(new WrittenWal()).begin(new TimelineSpan(1, START, START)))
        .isEqualTo(Finding.PRESENT);
  }

  @Test
  void endOfABackupIsFoundWhereItsServerWroteIt() {
    // Given
    WrittenWal wal = new WrittenWal().change(1, 1, 10).plain(0, BACKUP_END, position(START));
    Lsn stop = aligned(wal.end());
    wal.change(1, 2, 10);
    // When, Then
    assertThat(traces(wal).end(1, START, stop)).isEqualTo(Finding.PRESENT);
    assertThat(traces(wal).end(1, START, stop.plus(8))).isEqualTo(Finding.ABSENT);
    assertThat(traces(wal).end(1, START, stop.plus(-8))).isEqualTo(Finding.ABSENT);
  }

  @Test
  void endOfAnotherBackupIsNotTakenForIt() {
    // Given
    WrittenWal wal =
        new WrittenWal().change(1, 1, 10).plain(0, BACKUP_END, position(START.plus(8)));
    // When, Then
    assertThat(traces(wal).end(1, START, aligned(wal.end()))).isEqualTo(Finding.ABSENT);
    assertThat(traces(wal).end(1, START, new Lsn(3L * GoldenWal.SEGMENT_BYTES)))
        .as("log that was not written")
        .isEqualTo(Finding.UNTOLD);
  }

  private static BackupTraces traces(WrittenWal wal) {
    return new BackupTraces(wal.source(), 17, GoldenWal.SEGMENT_BYTES);
  }

  private static TimelineSpan span(WrittenWal wal) {
    return new TimelineSpan(1, START, wal.end());
  }

  private static Lsn aligned(Lsn position) {
    return new Lsn((position.value() + 7) & -8);
  }

  private static byte[] position(Lsn lsn) {
    return ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(lsn.value())
        .array();
  }
}
