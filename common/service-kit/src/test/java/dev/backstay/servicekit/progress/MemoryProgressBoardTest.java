package dev.backstay.servicekit.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.servicekit.SampleEvents;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryProgressBoardTest extends ProgressBoardContract {
  private Instant now = SampleEvents.NOW;
  private final MemoryProgressBoard board = new MemoryProgressBoard(() -> now);

  @Override
  protected ProgressBoard board() {
    return board;
  }

  @Test
  void whatIsNotShownAgainIsGoneAfterItsTime() {
    // Given
    board.show(dumping(10));

    // When
    now = dumping(10).at().plus(ProgressBoard.LIFETIME).plusMillis(1);

    // Then
    assertThat(board.all()).isEmpty();
  }
}
