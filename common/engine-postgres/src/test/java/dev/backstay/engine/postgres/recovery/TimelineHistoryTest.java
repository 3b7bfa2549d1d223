package dev.backstay.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {
  private static final String FILE =
      """
      1\t0/A000198\tbefore 2026-11-20 10:00:00+00

      # promoted by hand
      3\t0/B000000\tno recovery target specified

      """;

  private static final Lsn FIRST_END = Lsn.parse("0/A000198");
  private static final Lsn THIRD_END = Lsn.parse("0/B000000");

  @Test
  void fileIsReadWithItsCommentsAndReasons() {
    // When
    TimelineHistory history = TimelineHistory.parse(4, FILE);
    // Then
    assertThat(history.ancestors())
        .containsExactly(
            new TimelineHistory.Ancestor(1, FIRST_END, "before 2026-11-20 10:00:00+00"),
            new TimelineHistory.Ancestor(3, THIRD_END, "no recovery target specified"));
    assertThat(history.successorOf(1)).contains(3);
    assertThat(history.successorOf(3)).contains(4);
    assertThat(history.successorOf(4)).isEmpty();
    assertThat(history.endOf(2)).isEmpty();
    assertThat(history.contains(2)).isFalse();
    assertThat(TimelineHistory.fileName(26)).isEqualTo("0000001A.history");
  }

  @Test
  void spansLeadFromTimelineToTimeline() {
    // Given
    TimelineHistory history = TimelineHistory.parse(4, FILE);
    Lsn start = Lsn.parse("0/9000028");
    Lsn end = Lsn.parse("0/C000028");
    // When, Then
    assertThat(history.spans(1, start, end))
        .contains(
            List.of(
                new TimelineSpan(1, start, FIRST_END),
                new TimelineSpan(3, FIRST_END, THIRD_END),
                new TimelineSpan(4, THIRD_END, end)));
    assertThat(history.spans(4, THIRD_END, end))
        .contains(List.of(new TimelineSpan(4, THIRD_END, end)));
  }

  @Test
  void noSpanLeadsFromWhatIsNotPartOfTheHistory() {
    // Given
    TimelineHistory history = TimelineHistory.parse(4, FILE);
    Lsn end = Lsn.parse("0/C000028");
    // When, Then
    assertThat(history.spans(2, FIRST_END, end)).isEmpty();
    assertThat(history.spans(1, FIRST_END.plus(8), end)).isEmpty();
    assertThat(history.spans(4, end.plus(8), end)).isEmpty();
    assertThat(history.spans(5, end, end)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"one 0/1 x", "1 0x10", "4 0/1 itself", "2 0/1\n1 0/2", "99999999999 0/1"})
  void whatIsNoHistoryIsRefused(String file) {
    assertThatThrownBy(() -> TimelineHistory.parse(4, file))
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.WAL_BROKEN));
  }
}
