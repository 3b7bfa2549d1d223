package dev.backstay.catalog.projection;

import static dev.backstay.catalog.StoryEvents.NEAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was found bad stays so until it is proven at least as far. */
class DamageTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final Instant DUE = Instant.parse("2026-11-16T03:00:00Z");
  private static final Event<?> STORED = StoryEvents.uploaded(SOURCE, DUE, NEAR);

  @Test
  void aLowerProofMendsNoDamageThatWasFoundFurtherUp() {
    assertThat(state(STORED, refuted(VerificationLevel.L2, 40), proven(VerificationLevel.L1, 50)))
        .isEqualTo(ReplicaState.DAMAGED);
    assertThat(state(STORED, refuted(VerificationLevel.L2, 40), proven(VerificationLevel.L3, 50)))
        .isEqualTo(ReplicaState.PROVEN);
    assertThat(state(STORED, refuted(VerificationLevel.L2, 40), proven(VerificationLevel.L2, 30)))
        .isEqualTo(ReplicaState.DAMAGED);
  }

  @Test
  void aLowerRefutationHidesNoHigherOne() {
    assertThat(
            state(
                STORED,
                refuted(VerificationLevel.L2, 40),
                refuted(VerificationLevel.L0, 50),
                proven(VerificationLevel.L1, 60)))
        .isEqualTo(ReplicaState.DAMAGED);
  }

  @Test
  void whatWasProvenAndRefutedSinceIsNoProof() {
    // When
    BackupRecord known =
        record(
            List.of(
                STORED,
                StoryEvents.uploaded(SOURCE, DUE, StoryEvents.FAR),
                proven(VerificationLevel.L2, 40),
                refuted(VerificationLevel.L1, 50)));
    // Then
    assertThat(known.proofs()).isEmpty();
    assertThat(known.state()).isEqualTo(BackupState.DAMAGED);
    assertThat(known.soundAt()).containsExactly(StoryEvents.FAR);
  }

  private static Event<?> proven(VerificationLevel level, long second) {
    return StoryEvents.proven(SOURCE, DUE, NEAR, level, second);
  }

  private static Event<?> refuted(VerificationLevel level, long second) {
    return StoryEvents.refuted(SOURCE, DUE, NEAR, level, second);
  }

  /** Whatever the order, and doubled. */
  private static ReplicaState state(Event<?>... events) {
    BackupRecord known = record(List.of(events));
    for (int seed = 0; seed < 20; seed++) {
      List<Event<?>> shuffled = new ArrayList<>(List.of(events));
      shuffled.add(events[seed % events.length]);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(record(shuffled)).isEqualTo(known);
    }
    return known.replica(NEAR).orElseThrow().state();
  }

  private static BackupRecord record(List<Event<?>> events) {
    BackupId backup = StoryEvents.id(SOURCE, DUE);
    return (BackupRecord)
        Objects.requireNonNull(Projector.fold(Map.of(), events).get(new StateKey.OfBackup(backup)));
  }
}
