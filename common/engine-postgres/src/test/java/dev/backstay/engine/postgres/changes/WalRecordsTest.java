package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dbackstay.regenerate=true} makes the golden WAL anew, from servers of each version. */
class WalRecordsTest {
  private static final int DAMAGES = 60;

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void everyVersionsWalTellsWhatItChanges(int version) throws Exception {
    if (Boolean.getBoolean("backstay.regenerate")) {
      GoldenWal.generate(version, Files.createDirectory(temporary.resolve("" + version)));
    }
    // Given
    GoldenWal golden = GoldenWal.of(version);
    // When
    Changes changes = golden.read(golden.bytes());
    // Then
    assertThat(GoldenWal.text(changes)).isEqualTo(golden.changes());
    assertThat(golden.changes()).contains(": whole", "limit 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void damagedWalNeverHidesAChange(int version) throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(version);
    Random random = new Random(version);
    int found = 0;
    for (int i = 0; i < DAMAGES; i++) {
      byte[] damaged = golden.bytes();
      int at = random.nextInt(golden.offset(), golden.endOffset());
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      // When
      Changes changes = golden.read(damaged);
      // Then
      if (changes instanceof Changes.Known) {
        assertThat(GoldenWal.text(changes)).as("byte %d", at).isEqualTo(golden.changes());
      } else {
        found++;
      }
    }
    assertThat(found).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void walThatEndsEarlyTellsNothing(int version) throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(version);
    int page = (golden.endOffset() - 1000) & -WalPages.PAGE_BYTES;
    byte[] cut = Arrays.copyOf(golden.bytes(), page);
    byte[] unwritten = Arrays.copyOf(cut, golden.endOffset());
    // When, Then
    assertThat(golden.read(cut)).isInstanceOf(Changes.Unknown.class);
    assertThat(golden.read(unwritten)).isInstanceOf(Changes.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void walOfAnotherVersionLeadsToAFullRead(int version) throws Exception {
    // Given
    GoldenWal golden = GoldenWal.of(version);
    int other = version == 18 ? 17 : version + 1;
    int unknown = 13;
    // When, Then
    assertThat(golden.readAs(other))
        .isInstanceOfSatisfying(
            Changes.Severed.class,
            severed ->
                assertThat(severed.reason()).contains("was not written by PostgreSQL " + other));
    assertThat(golden.readAs(unknown)).isInstanceOf(Changes.Unknown.class);
  }
}
