package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What servers write seldom: after crashes, at segments' ends, by settings. */
class WalReaderTest {
  private static final byte[] MINIMAL = new byte[28];

  @Test
  void recordThatACrashCutIsLeftForTheOneBehindIt() {
    // Given
    WrittenWal wal =
        new WrittenWal()
            .change(1, 11, 100)
            .change(2, 22, 7000)
            .abandonedChange(3, 33, 9000)
            .change(4, 44, 100);
    // When, Then
    assertThat(GoldenWal.text(wal.read())).isEqualTo("1663/5/1: 11\n1663/5/2: 22\n1663/5/4: 44");
  }

  @Test
  void recordsOfEveryLengthAreFollowedOverPages() {
    // Given
    WrittenWal wal = new WrittenWal();
    StringBuilder expected = new StringBuilder("1663/5/1:");
    for (int block = 0; block < 3000; block++) {
      wal.change(1, block, block * 7 % 900);
      expected.append(' ').append(block);
    }
    wal.change(1, 3000, 60_000);
    expected.append(" 3000");
    // When, Then
    assertThat(GoldenWal.text(wal.read())).isEqualTo(expected.toString());
  }

  @Test
  void restOfASwitchedSegmentIsPassed() {
    // Given
    WrittenWal wal = new WrittenWal().change(1, 1, 10).switchSegment().change(1, 2, 10);
    // When, Then
    assertThat(GoldenWal.text(wal.read())).isEqualTo("1663/5/1: 1 2");
  }

  @Test
  void minimalWalTellsNothing() {
    // Given
    WrittenWal wal = new WrittenWal().change(1, 1, 10).plain(0, 0x60, MINIMAL);
    // When, Then
    assertThat(wal.read())
        .isInstanceOfSatisfying(
            Changes.Unknown.class,
            unknown -> assertThat(unknown.reason()).contains("wal_level=minimal"));
  }

  @Test
  void truncationNamesEverythingBehindIt() {
    // Given
    byte[] truncation =
        ByteBuffer.allocate(20)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(7)
            .putInt(1663)
            .putInt(5)
            .putInt(1)
            .putInt(7)
            .array();
    WrittenWal wal = new WrittenWal().change(1, 3, 10).plain(2, 0x20, truncation);
    // When, Then
    assertThat(GoldenWal.text(wal.read())).isEqualTo("1663/5/1: 3 limit 7");
  }
}
