package dev.backstay.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.postgres.Lsn;
import org.junit.jupiter.api.Test;

class BackupLabelTest {
  private static final String LABEL =
      """
      START WAL LOCATION: 16/9000028 (file 000000020000001600000009)
      CHECKPOINT LOCATION: 16/9000080
      BACKUP METHOD: streamed
      BACKUP FROM: standby
      START TIME: 2026-11-20 10:00:00 UTC
      LABEL: nightly: of orders
      START TIMELINE: 2
      """;

  @Test
  void everyLineIsRead() {
    assertThat(BackupLabel.parse(LABEL))
        .isEqualTo(
            new BackupLabel(
                Lsn.parse("16/9000028"),
                "000000020000001600000009",
                Lsn.parse("16/9000080"),
                true,
                "2026-11-20 10:00:00 UTC",
                "nightly: of orders",
                2));
  }

  @Test
  void whatIsMissingIsNamed() {
    // Given
    String cut = LABEL.replace("START TIMELINE: 2\n", "");
    // When, Then
    assertThatThrownBy(() -> BackupLabel.parse(cut))
        .isInstanceOf(BackstayException.class)
        .hasMessageContaining("START TIMELINE");
  }
}
