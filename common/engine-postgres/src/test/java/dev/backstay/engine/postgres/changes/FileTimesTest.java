package dev.backstay.engine.postgres.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.RelationFile;
import dev.backstay.engine.postgres.changes.FileTimes.FileState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileTimesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant LONG_AGO = START.minus(Duration.ofHours(1));
  private static final RelationFile FILE = RelationFile.parse("base/5/16384").orElseThrow();
  private static final RelationFile SECOND = RelationFile.parse("base/5/16384.1").orElseThrow();

  @Test
  void fileThatWasLeftAloneIsUnchanged() {
    assertThat(changed(new FileState(8192, LONG_AGO), new FileState(8192, LONG_AGO)))
        .isEqualTo(BlockSet.NONE);
  }

  @Test
  void newSizeNewTimeAndTimeNearTheStartAreChanges() {
    // Given
    FileState old = new FileState(8192, LONG_AGO);
    Instant shortBefore = START.minus(FileTimes.MARGIN);
    // When, Then
    assertThat(changed(old, new FileState(16384, LONG_AGO)).contains(0)).isTrue();
    assertThat(changed(old, new FileState(8192, LONG_AGO.plusSeconds(1))).contains(0)).isTrue();
    assertThat(
            changed(new FileState(8192, shortBefore), new FileState(8192, shortBefore)).contains(0))
        .isTrue();
  }

  @Test
  void segmentsOfAForkChangeByThemselves() {
    // Given
    FileState same = new FileState(1 << 30, LONG_AGO);
    Map<RelationFile, FileState> before = Map.of(FILE, same, SECOND, same);
    Map<RelationFile, FileState> now = new HashMap<>(before);
    now.put(SECOND, new FileState(1 << 30, START));
    // When
    ChangedBlocks changed = FileTimes.between(START, before, now);
    // Then
    assertThat(changed.of(FILE).orElseThrow().rangesWithin(0, 1L << 18))
        .isEqualTo(List.of(new BlockSet.BlockRange(1 << 17, 1 << 17)));
  }

  @Test
  void fileThatIsInNoListingIsNotCovered() {
    assertThat(FileTimes.between(START, Map.of(), Map.of()).of(FILE)).isEmpty();
  }

  private static BlockSet changed(FileState before, FileState now) {
    return FileTimes.between(START, Map.of(FILE, before), Map.of(FILE, now)).of(FILE).orElseThrow();
  }
}
