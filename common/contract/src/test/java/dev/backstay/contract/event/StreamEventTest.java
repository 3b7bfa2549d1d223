package dev.backstay.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamEventTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final SystemIdentifier SYSTEM = new SystemIdentifier("7284019283746501928");
  private static final StreamPosition FROM = StreamPosition.parse("16/B3000000");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static StreamGap gap(String to, Instant detectedAt) {
    return new StreamGap(
        SOURCE, SYSTEM, 1, FROM, StreamPosition.parse(to), "the slot is gone", detectedAt);
  }

  @Test
  void whoeverDetectsAGapAgainTellsTheSameOneAndAsksForTheSameBackup() {
    // Given
    StreamGap first = gap("16/C0000000", NOON);
    StreamGap again = gap("16/C0000000", NOON.plusSeconds(90));
    StreamGap longer = gap("16/D0000000", NOON);

    // Then
    assertThat(Event.idOf(first)).isEqualTo(Event.idOf(again)).isNotEqualTo(Event.idOf(longer));
    assertThat(BackupId.after(first))
        .isEqualTo(BackupId.after(again))
        .isNotEqualTo(BackupId.after(longer));
  }

  @Test
  void aRollUpKeepsItsIdHoweverFarItReaches() {
    assertThat(BackupId.rollUp(SOURCE, SYSTEM, 1, FROM))
        .hasToString("c17a1df6-4786-8ecd-ac97-f955e0c6684c")
        .isNotEqualTo(BackupId.rollUp(SOURCE, SYSTEM, 2, FROM));
  }

  @Test
  void anAlarmThatIsClearedIsAnEventOfItsOwn() {
    assertThat(Event.idOf(alarm(true))).isNotEqualTo(Event.idOf(alarm(false)));
  }

  private static StreamAlarm alarm(boolean raised) {
    return new StreamAlarm(
        SOURCE,
        Optional.empty(),
        StreamTrouble.DISCONNECTED,
        raised,
        "the server does not answer",
        "Start the server.",
        NOON);
  }
}
