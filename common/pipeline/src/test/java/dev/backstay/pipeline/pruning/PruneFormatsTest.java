package dev.backstay.pipeline.pruning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.CheckedRecord;
import dev.backstay.pipeline.staging.PruneDeletion;
import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The records of prunes as docs/staging.md describes them. */
class PruneFormatsTest {
  private static final String A = "0a".repeat(32);
  private static final String B = "0b".repeat(32);
  private static final String C = "0c".repeat(32);
  private static final BackupId BACKUP = BackupId.parse("00000000-0000-3000-8000-000000000001");
  private static final PruneId PRUNE = PruneId.parse("00000000-0000-3000-8000-000000000002");

  private static String json(byte[] record) throws IOException {
    return new String(CheckedRecord.open(record), UTF_8);
  }

  @Test
  void aPlanIsReadAsItWasWritten() throws IOException {
    // Given
    var plan =
        new PrunePlan(
            PRUNE,
            new SourceName("home"),
            Instant.parse("2026-01-02T03:04:05Z"),
            List.of(new ForgottenBackup(BACKUP, new ObjectHash(A))),
            new ForgottenBackup(BACKUP, new ObjectHash(B)));

    // When
    byte[] record = plan.encode();

    // Then
    assertThat(json(record))
        .isEqualTo(
            """
            {"version":1,"prune":"%s","source":"home","requested":"2026-01-02T03:04:05Z",\
            "forgotten":[{"backup":"%s","snapshot":"%s"}],\
            "survivor":{"backup":"%s","snapshot":"%s"}}\
            """
                .formatted(PRUNE, BACKUP, A, BACKUP, B));
    assertThat(PrunePlan.decode(record)).isEqualTo(plan);
  }

  @Test
  void aMarkIsReadAsItWasWritten() throws IOException {
    // Given
    var mark =
        new PruneMark(Optional.of(BlobId.parse(A)), List.of(BlobName.of("runs/x/open/1-00")));

    // When
    byte[] record = mark.encode();

    // Then
    assertThat(json(record))
        .isEqualTo("{\"version\":1,\"mark\":\"%s\",\"open\":[\"runs/x/open/1-00\"]}".formatted(A));
    assertThat(PruneMark.decode(record)).isEqualTo(mark);
  }

  @Test
  void aDeletionIsReadAsItWasWritten() throws IOException {
    // Given
    var deletion =
        new PruneDeletion(
            Map.of(
                BlobId.parse(A), Optional.of(BlobId.parse(B)), BlobId.parse(B), Optional.empty()),
            Map.of(BlobId.parse(C), 7L));

    // When
    byte[] record = deletion.encode();

    // Then
    assertThat(json(record))
        .isEqualTo(
            """
            {"version":1,"superseded":[{"index":"%s","by":"%s"},{"index":"%s"}],\
            "packs":[{"id":"%s","length":7}]}\
            """
                .formatted(A, B, B, C));
    assertThat(PruneDeletion.decode(record)).isEqualTo(deletion);
  }

  @Test
  void aFlippedBitIsNoticed() {
    byte[] record = PruneDeletion.NOTHING.encode();
    for (int bit = 0; bit < record.length * Byte.SIZE; bit++) {
      // Given
      byte[] flipped = record.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));

      // When, Then
      assertThatThrownBy(() -> PruneDeletion.decode(flipped)).isInstanceOf(IOException.class);
    }
  }
}
