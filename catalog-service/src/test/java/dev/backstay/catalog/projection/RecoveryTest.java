package dev.backstay.catalog.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.recovery.RecoveredBackup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A catalog that was rebuilt from vaults alone. */
class RecoveryTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final Instant DUE = Instant.parse("2026-11-16T03:00:00Z");
  private static final int BACKUPS = 10;

  /** What a restore point is made of. */
  private record Point(
      String source, Instant at, Object backup, Object kind, Object snapshot, Object places) {}

  @Test
  void vaultsAloneGiveTheSameRestorePoints() {
    // Given
    Map<StateKey, ProjectedState> known = Projector.fold(Map.of(), told());
    // When
    Map<StateKey, ProjectedState> recovered = Projector.fold(Map.of(), recovered());
    // Then
    assertThat(points(recovered.values()))
        .hasSize(BACKUPS)
        .containsExactlyInAnyOrderElementsOf(points(known.values()));
  }

  @Test
  void whatVaultsTellChangesNothingThatIsKnownBetter() {
    // Given
    Map<StateKey, ProjectedState> known = Projector.fold(Map.of(), told());
    List<Event<?>> all = new ArrayList<>(told());
    all.addAll(recovered());
    Collections.shuffle(all, new Random(1));
    // When
    Map<StateKey, ProjectedState> together = Projector.fold(Map.of(), all);
    // Then
    assertThat(together).isEqualTo(known);
  }

  private static List<Event<?>> told() {
    List<Event<?>> told = new ArrayList<>();
    for (int i = 0; i < BACKUPS; i++) {
      told.addAll(StoryEvents.whole(SOURCE, DUE.plusSeconds(i * 3600L)));
    }
    return told;
  }

  private static List<Event<?>> recovered() {
    List<Event<?>> recovered = new ArrayList<>();
    for (int i = 0; i < BACKUPS; i++) {
      Instant due = DUE.plusSeconds(i * 3600L);
      var backup =
          new RecoveredBackup(
              StoryEvents.id(SOURCE, due),
              SOURCE,
              BackupKind.FULL,
              StoryEvents.snapshot(StoryEvents.id(SOURCE, due)),
              due.plusSeconds(1),
              "host",
              List.of("nightly"));
      for (DestinationName place : List.of(StoryEvents.NEAR, StoryEvents.FAR)) {
        recovered.addAll(backup.events(place));
      }
    }
    return recovered;
  }

  private static List<Point> points(Collection<ProjectedState> states) {
    return states.stream()
        .filter(BackupRecord.class::isInstance)
        .map(BackupRecord.class::cast)
        .filter(backup -> !backup.offeredAt().isEmpty())
        .map(backup ->
            new Point(
                backup.source().value(),
                backup.instant(),
                backup.backup(),
                backup.kind(),
                backup.run().capture().orElseThrow().snapshot(),
                backup.offeredAt()))
        .toList();
  }
}
