package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfirmationTest {
  private static final SystemId SYSTEM = StagedStream.SYSTEM;

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noByteIsConfirmedThatFewerThanTheRequiredHold(int seed) {
    // Given
    var random = new Random(seed);
    List<StreamMark> marks = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      long from = random.nextInt(100);
      marks.add(mark(SYSTEM, 1 + random.nextInt(5) / 4, from, from + 1 + random.nextInt(100)));
    }
    int required = 1 + random.nextInt(3);
    Lsn before = new Lsn(random.nextInt(150));

    // When
    Lsn after = new Confirmation(SYSTEM, 1, required).next(before, marks);

    // Then
    assertThat(after).isGreaterThanOrEqualTo(before);
    for (long position = before.value(); position < after.value(); position++) {
      Lsn at = new Lsn(position);
      assertThat(
              marks.stream()
                  .filter(mark -> mark.timeline() == 1)
                  .filter(mark -> !mark.range().from().isAfter(at))
                  .filter(mark -> mark.range().to().isAfter(at))
                  .count())
          .isGreaterThanOrEqualTo(required);
    }
  }

  @Test
  void aDestinationBehindAGapDoesNotCountUntilItIsFilled() {
    // Given
    var confirmation = new Confirmation(SYSTEM, 1, 2);
    StreamMark whole = mark(SYSTEM, 1, 0, 90);

    // When / Then
    assertThat(confirmation.next(new Lsn(50), List.of(whole, mark(SYSTEM, 1, 60, 95))))
        .isEqualTo(new Lsn(50));
    assertThat(confirmation.next(new Lsn(50), List.of(whole, mark(SYSTEM, 1, 0, 80))))
        .isEqualTo(new Lsn(80));
  }

  @Test
  void marksOfAnotherClusterOrTimelineConfirmNothing() {
    // Given
    var confirmation = new Confirmation(SYSTEM, 2, 1);

    // When / Then
    assertThat(
            confirmation.next(
                new Lsn(5), List.of(mark(SYSTEM, 1, 0, 90), mark(new SystemId(1), 2, 0, 90))))
        .isEqualTo(new Lsn(5));
  }

  private static StreamMark mark(SystemId system, int timeline, long from, long to) {
    return new StreamMark(
        system, timeline, new LogRange(new Lsn(from), new Lsn(to)), Instant.EPOCH, Instant.EPOCH);
  }
}
