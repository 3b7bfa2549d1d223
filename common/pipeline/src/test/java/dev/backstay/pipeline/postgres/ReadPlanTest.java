package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest.Extent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadPlanTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Extent INCREMENTAL = new Extent(false, false, MONTH);
  private static final Extent DUE_FULL = new Extent(true, false, MONTH);
  private static final Extent WANTED_FULL = new Extent(true, true, MONTH);
  private static final ServerFacts SERVER = Known.server(Known.SYSTEM, 170_012);
  private static final PhysicalTags BEFORE = Known.tags();
  private static final Instant NOW = Known.START.plus(Duration.ofDays(3));

  @Test
  void whatChangedIsReadWhereABackupIsKnown() {
    assertThat(ReadPlan.of(INCREMENTAL, SERVER, Optional.of(BEFORE), NOW))
        .isEqualTo(new ReadPlan.ChangesSince(BEFORE));
  }

  @Test
  void theFirstBackupReadsEverything() {
    assertThat(ReadPlan.of(INCREMENTAL, SERVER, Optional.empty(), NOW))
        .isInstanceOf(ReadPlan.Everything.class);
  }

  @Test
  void afterSomeTimeEverythingIsReadAgain() {
    assertThat(ReadPlan.of(INCREMENTAL, SERVER, Optional.of(BEFORE), NOW.plus(Duration.ofDays(28))))
        .isInstanceOf(ReadPlan.Everything.class);
  }

  @Test
  void anotherMajorVersionIsReadInFull() {
    assertThat(
            ReadPlan.of(INCREMENTAL, Known.server(Known.SYSTEM, 180_003), Optional.of(BEFORE), NOW))
        .isInstanceOf(ReadPlan.Everything.class);
  }

  @Test
  void checksumsThatWereTurnedOnAreReadFromEveryPage() {
    // Given
    PhysicalTags without = Known.tags(Known.withoutChecksums(SERVER));
    ServerFacts turnedOff = Known.withoutChecksums(SERVER);

    // Then
    assertThat(ReadPlan.of(INCREMENTAL, SERVER, Optional.of(without), NOW))
        .isInstanceOfSatisfying(
            ReadPlan.Everything.class,
            everything -> assertThat(everything.reason()).contains("checksums"));
    assertThat(ReadPlan.of(INCREMENTAL, turnedOff, Optional.of(without), NOW))
        .isEqualTo(new ReadPlan.ChangesSince(without));
    assertThat(ReadPlan.of(INCREMENTAL, turnedOff, Optional.of(BEFORE), NOW))
        .isEqualTo(new ReadPlan.ChangesSince(BEFORE));
  }

  @Test
  void anotherClusterIsTakenOnlyWhenSomebodyWantsIt() {
    // Given
    ServerFacts other = Known.server(new SystemId(4711), 170_012);

    // Then
    for (Extent extent : new Extent[] {INCREMENTAL, DUE_FULL}) {
      assertThatThrownBy(() -> ReadPlan.of(extent, other, Optional.of(BEFORE), NOW))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DIFFERENT))
          .hasMessageContaining("4711")
          .hasMessageContaining(Known.SYSTEM.toString());
    }
    assertThat(ReadPlan.of(WANTED_FULL, other, Optional.of(BEFORE), NOW))
        .isEqualTo(new ReadPlan.Everything(ReadPlan.ASKED));
  }
}
