package dev.backstay.retention;

import static dev.backstay.retention.Samples.rules;
import static dev.backstay.retention.Samples.unverified;
import static dev.backstay.retention.Samples.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.retention.Decision.Keep;
import dev.backstay.retention.Decision.Remove;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plan refuses to be, whoever makes it. */
class RetentionPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final RemoveReason EXPIRED = new RemoveReason.Expired(1);
  private static final List<KeepReason> NEWEST = List.of(new KeepReason.Newest(Series.WHOLE));

  @Test
  void aPlanWithoutAVerifiedSurvivorCannotBeMade() {
    // Given
    List<Decision> decisions =
        List.of(
            new Keep(unverified("2026-11-21T00:00:00Z"), NEWEST),
            new Remove(verified("2026-11-20T00:00:00Z"), EXPIRED));

    // Then
    assertThatThrownBy(() -> new RetentionPlan(rules(Samples.NOTHING), NOW, decisions))
        .hasMessage("no backup is removed where no verified one stays");
  }

  @Test
  void aSurvivorOfAnotherSeriesIsNone() {
    // Given
    List<Decision> decisions =
        List.of(
            new Keep(Samples.kind(BackupKind.SCHEMA, verified("2026-11-21T00:00:00Z")), NEWEST),
            new Remove(verified("2026-11-20T00:00:00Z"), EXPIRED));

    // Then
    assertThatThrownBy(() -> new RetentionPlan(rules(Samples.NOTHING), NOW, decisions))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPlanThatRemovesUnderALegalHoldCannotBeMade() {
    // Given
    List<Decision> decisions =
        List.of(
            new Keep(verified("2026-11-21T00:00:00Z"), NEWEST),
            new Remove(verified("2026-11-20T00:00:00Z"), EXPIRED));

    // Then
    assertThatThrownBy(() -> new RetentionPlan(rules(Samples.legalHold()), NOW, decisions))
        .hasMessage("nothing is removed under a legal hold");
  }

  @Test
  void nothingIsKeptWithoutAReason() {
    assertThatThrownBy(() -> new Keep(verified("2026-11-21T00:00:00Z"), List.of()))
        .hasMessage("a backup is kept for a reason");
  }

  @Test
  void anExplanationSpeaksOfOneDayAndOfManyAndOfTheSeries() {
    assertThat(new RemoveReason.Expired(0).explanation())
        .isEqualTo("no rule keeps it after less than a day");
    assertThat(new RemoveReason.Failed(1).explanation())
        .isEqualTo("it failed and no rule keeps the record after 1 day");
    assertThat(new RemoveReason.Damaged(2).explanation())
        .isEqualTo("it is damaged and no rule keeps it after 2 days");
    assertThat(new KeepReason.LastVerified(Series.LOGICAL, VerificationLevel.L3).explanation())
        .isEqualTo("the last verified logical backup (L3)");
  }
}
