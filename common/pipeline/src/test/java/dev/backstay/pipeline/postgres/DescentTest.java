package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescentTest {
  /** Began on timeline 2 and took some time. */
  private static final PhysicalTags BEFORE = Known.tags();

  private static final Lsn NOW = BEFORE.stop().plus(1 << 20);

  @Test
  void aServerThatWentOnLeadsBack() {
    assertThat(Descent.of(BEFORE, history(2, ""), at(2, NOW)))
        .isEqualTo(new Descent.Along(List.of(new TimelineSpan(2, BEFORE.start(), NOW))));
  }

  @Test
  void aForkBehindTheBackupLeadsBack() {
    assertThat(Descent.of(BEFORE, history(3, "2 " + BEFORE.stop()), at(3, NOW)))
        .isEqualTo(
            new Descent.Along(
                List.of(
                    new TimelineSpan(2, BEFORE.start(), BEFORE.stop()),
                    new TimelineSpan(3, BEFORE.stop(), NOW))));
  }

  @Test
  void aForkWhileTheBackupRanSeversIt() {
    assertThat(Descent.of(BEFORE, history(3, "2 " + BEFORE.stop().plus(-8)), at(3, NOW)))
        .isInstanceOfSatisfying(
            Descent.Broken.class,
            broken -> assertThat(broken.reason()).contains("timeline 2 was left at"));
    assertThat(Descent.of(BEFORE, history(3, "2 " + BEFORE.start()), at(3, NOW)))
        .isInstanceOf(Descent.Broken.class);
  }

  @Test
  void aServerThatHasNotComeToItsEndIsOlderThanTheBackup() {
    // Given
    Lsn early = BEFORE.stop().plus(-8);

    // Then
    assertThat(Descent.of(BEFORE, history(2, ""), at(2, early))).isInstanceOf(Descent.Broken.class);
    assertThat(Descent.of(BEFORE, history(2, ""), new Descent.Position(2, early, BEFORE.stop())))
        .as("a standby that replayed as much")
        .isInstanceOf(Descent.Along.class);
  }

  @Test
  void aStrangerLeadsNowhere() {
    assertThat(Descent.of(BEFORE, Optional.empty(), at(2, NOW))).isInstanceOf(Descent.Broken.class);
    assertThat(Descent.of(BEFORE, history(4, "1 0/1000000"), at(4, NOW)))
        .isInstanceOf(Descent.Broken.class);
  }

  private static Descent.Position at(int timeline, Lsn start) {
    return new Descent.Position(timeline, start, start);
  }

  private static Optional<TimelineHistory> history(int timeline, String file) {
    return Optional.of(TimelineHistory.parse(timeline, file));
  }
}
