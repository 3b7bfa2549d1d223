package dev.backstay.engine.postgres.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResumptionTest {
  private static final TimelineHistory HISTORY =
      TimelineHistory.parse(4, "1\t0/A000198\tfirst\n3\t0/B000000\tsecond\n");

  @Test
  void streamGoesOnWhereTheHistoryLeadsThroughItsEnd() {
    assertThat(fork(1, "0/A000000")).isEmpty();
    assertThat(fork(1, "0/A000198")).isEmpty();
    assertThat(fork(4, "0/D000000")).isEmpty();
  }

  @Test
  void whatWasReceivedBeyondAForkIsLeftForTheNextTimeline() {
    assertThat(fork(1, "0/A000200"))
        .contains(new ReplicationCommands.Fork(3, Lsn.parse("0/A000198")));
    assertThat(fork(3, "0/B000008"))
        .contains(new ReplicationCommands.Fork(4, Lsn.parse("0/B000000")));
  }

  @Test
  void timelineOutsideTheHistoryIsLeftForTheServersOwn() {
    assertThat(fork(2, "0/C000000"))
        .contains(new ReplicationCommands.Fork(4, Lsn.parse("0/B000000")));
  }

  private static Optional<ReplicationCommands.Fork> fork(int timeline, String from) {
    return Resumption.fork(
        new StreamStart(
            Optional.empty(), new SystemId(1), 17, timeline, Lsn.parse(from), 1 << 24, "test"),
        HISTORY);
  }
}
