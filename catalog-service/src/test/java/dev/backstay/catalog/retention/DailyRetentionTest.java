package dev.backstay.catalog.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.catalog.MemoryCatalog;
import dev.backstay.catalog.StoryEvents;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.policy.PolicyReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DailyRetentionTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final SourceName SOURCE = new SourceName("pruned-files");
  private static final Policy POLICY =
      new PolicyReader().read(Path.of("src/test/resources/policy.yaml")).orThrow();

  private final MemoryCatalog catalog = new MemoryCatalog();
  private Optional<String> lacking = Optional.empty();
  private Instant now = NOON;

  @BeforeEach
  void threeBackups() {
    for (int days : List.of(0, 5, 9)) {
      StoryEvents.whole(SOURCE, NOON.minus(Duration.ofDays(days)).minusSeconds(7_200))
          .forEach(catalog::tell);
    }
  }

  private DailyRetention instance(LocalTime at) {
    var retention = new Retention(catalog, catalog, catalog::tell, () -> lacking, () -> now);
    return new DailyRetention(() -> POLICY, retention, at, "retention", () -> now);
  }

  @Test
  void whatIsDueIsAskedForOnceADayHoweverManyInstancesAndRestartsThereAre() {
    // When
    List<PruneId> asked = instance(LocalTime.of(5, 0)).look();
    List<PruneId> replica = instance(LocalTime.of(5, 0)).look();
    // Then
    assertThat(asked)
        .containsExactly(PruneId.of("retention", "pruned-files", "WHOLE", "2026-11-20"));
    assertThat(replica).isEmpty();
    assertThat(requests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.forgotten()).hasSize(2);
          assertThat(request.survivor().backup())
              .isEqualTo(StoryEvents.id(SOURCE, NOON.minusSeconds(7_200)));
        });
  }

  @Test
  void nothingIsAskedForBeforeTheTimeOfDay() {
    var early = instance(LocalTime.of(13, 0));
    assertThat(early.look()).isEmpty();
    now = NOON.plusSeconds(3_600);
    assertThat(early.look()).hasSize(1);
    assertThat(early.look()).isEmpty();
  }

  @Test
  void whatWasLetGoAndStaysIsNamedAgainTheNextDay() {
    // Given
    var daily = instance(LocalTime.of(5, 0));
    daily.look();
    // When
    now = NOON.plus(Duration.ofDays(1));
    List<PruneId> next = daily.look();
    // Then
    assertThat(next)
        .containsExactly(PruneId.of("retention", "pruned-files", "WHOLE", "2026-11-21"));
    assertThat(requests().getLast().forgotten()).hasSize(2);
  }

  @Test
  void aProofThatWasRefutedSinceLetsNoOlderBackupGo() {
    // Given
    var source = new SourceName("asked-files");
    Instant older = NOON.minus(Duration.ofDays(5));
    Instant newer = NOON.minus(Duration.ofHours(2));
    StoryEvents.whole(source, older).forEach(catalog::tell);
    StoryEvents.captured(source, newer).forEach(catalog::tell);
    catalog.tell(StoryEvents.uploaded(source, newer, StoryEvents.NEAR));
    catalog.tell(StoryEvents.uploaded(source, newer, StoryEvents.FAR));
    catalog.tell(StoryEvents.proven(source, newer, StoryEvents.NEAR, VerificationLevel.L1, 30));
    var retention = new Retention(catalog, catalog, catalog::tell, () -> lacking, () -> now);
    var kept = POLICY.source(source).orElseThrow();
    assertThat(retention.view(kept).removals()).hasSize(1);
    // When
    catalog.tell(StoryEvents.refuted(source, newer, StoryEvents.NEAR, VerificationLevel.L1, 60));
    // Then
    assertThat(retention.view(kept).removals()).isEmpty();
  }

  @Test
  void aProofAtADestinationThatThePolicyDoesNotNameProtectsNothing() {
    // Given
    var source = new SourceName("asked-files");
    var gone = new DestinationName("gone");
    Instant newer = NOON.minus(Duration.ofHours(2));
    StoryEvents.whole(source, NOON.minus(Duration.ofDays(5))).forEach(catalog::tell);
    StoryEvents.captured(source, newer).forEach(catalog::tell);
    catalog.tell(StoryEvents.uploaded(source, newer, gone));
    catalog.tell(StoryEvents.proven(source, newer, gone, VerificationLevel.L1, 30));
    var retention = new Retention(catalog, catalog, catalog::tell, () -> lacking, () -> now);
    // When
    RetentionView view = retention.view(POLICY.source(source).orElseThrow());
    // Then
    assertThat(view.plan().kept()).hasSize(1);
    assertThat(view.removals()).isEmpty();
  }

  @Test
  void nothingIsDecidedWhileTheCatalogDoesNotKnowAllThatWasTold() {
    // Given
    lacking = Optional.of("the catalog has 7 records yet to read");
    var daily = instance(LocalTime.of(5, 0));
    // When, then
    assertThatThrownBy(daily::look)
        .isInstanceOfSatisfying(
            BackstayException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CATALOG_BEHIND))
        .hasMessageContaining("7 records");
    lacking = Optional.empty();
    assertThat(daily.look()).hasSize(1);
  }

  @Test
  void theSameKeyAsksForTheSamePrune() {
    // Given
    var retention = new Retention(catalog, catalog, catalog::tell, () -> lacking, () -> now);
    var source = POLICY.source(SOURCE).orElseThrow();
    // Then
    assertThat(retention.ask(source, "key", "ada")).isEqualTo(retention.ask(source, "key", "ada"));
  }

  private List<PruneRequested> requests() {
    return catalog.told().stream()
        .map(event -> event.data())
        .filter(PruneRequested.class::isInstance)
        .map(PruneRequested.class::cast)
        .toList();
  }
}
