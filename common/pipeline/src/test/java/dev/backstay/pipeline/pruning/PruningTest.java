package dev.backstay.pipeline.pruning;

import static dev.backstay.pipeline.pruning.PrunedVault.ALPHA;
import static dev.backstay.pipeline.pruning.PrunedVault.BETA;
import static dev.backstay.pipeline.pruning.PrunedVault.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.pipeline.publication.PackHint;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.pipeline.publication.PublicationReport;
import dev.backstay.pipeline.publication.Route;
import dev.backstay.pipeline.staging.AgedStore;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PruningTest {
  private final PrunedVault vault =
      new PrunedVault(
          PrunedVault.memory(), Map.of("near", PrunedVault.memory(), "far", PrunedVault.memory()));

  private final CommittedRun first = vault.run(ALPHA, 1, 2);
  private final CommittedRun second = vault.run(ALPHA, 2, 3);
  private final CommittedRun other = vault.run(BETA, 4);

  @Test
  void whatOnlyForgottenBackupsNeededGoesEverywhere() {
    // Given
    CommittedRun third = vault.run(ALPHA, 5);
    vault.publishEverywhere(first, second, other, third);

    // When
    vault.begin(third, first, second);
    Pruning.Applied near = vault.apply("near");
    Pruning.Applied far = vault.apply("far");

    // Then
    assertThat(near.waitsFor()).isEmpty();
    assertThat(near.steps())
        .extracting(Pruned::phase, Pruned::snapshots, Pruned::packs)
        .containsExactly(tuple(PrunePhase.FORGOTTEN, 2L, 0L), tuple(PrunePhase.DELETED, 0L, 4L));
    assertThat(near.steps().getLast().bytesFreed()).isGreaterThan(60_000);
    assertThat(far.steps()).hasSize(2);
    vault.requireAlike("pruned", other, third);
    assertThat(vault.names("near", "data")).hasSize(4);
    assertThat(PrunedVault.names(vault.staging(), "data")).isEqualTo(vault.names("near", "data"));
    assertThat(PrunedVault.names(vault.staging(), "backstay/marks")).isEmpty();
    assertThat(PrunedVault.names(vault.staging(), "confirmed")).hasSize(8);
    assertThat(vault.apply("near").steps()).isEmpty();
  }

  @Test
  void aPackStaysAsLongAsOneBlobInItIsNeeded() {
    // Given
    vault.publishEverywhere(first, second, other);

    // When
    vault.begin(second, first);
    vault.applyEverywhere();

    // Then
    vault.requireAlike("pruned", second, other);
    assertThat(vault.names("near", "data")).hasSize(5); // but the directory of the first
  }

  @Test
  void nothingIsDeletedWhereTheSurvivorIsMissing() {
    // Given
    vault.publishEverywhere(first, other);
    vault.publish(second, "near");
    Set<String> before = vault.names("far", "");

    // When
    PruneRequested request = vault.begin(second, first);
    Pruning.Applied near = vault.apply("near");
    Pruning.Applied far = vault.apply("far");

    // Then
    assertThat(near.refusals()).isEmpty();
    assertThat(far.steps()).isEmpty();
    assertThat(far.refusals())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.prune()).isEqualTo(request.prune());
          assertThat(refusal.cause().code()).isEqualTo(ErrorCode.SURVIVOR_MISSING);
        });
    assertThat(vault.names("far", "")).isEqualTo(before);

    // When
    vault.publish(second, "far");
    vault.applyEverywhere();

    // Then
    vault.requireAlike("mended", second, other);
  }

  @Test
  void aPruneWhoseSurvivorNobodyKnowsDoesNotBegin() {
    // Given
    vault.publishEverywhere(first, second);
    vault.begin(second, first);
    vault.applyEverywhere();

    // When, Then
    assertThatThrownBy(() -> vault.begin(first, second))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SURVIVOR_MISSING));
    assertThat(vault.apply("near").steps()).isEmpty();
  }

  @Test
  void aForgottenBackupIsNeverPublishedAgain() {
    // Given
    vault.publish(first, "near");
    vault.publishEverywhere(second);
    vault.begin(second, first);
    vault.apply("near");

    // When
    List<PublicationReport> reports =
        List.of(vault.publish(first, "near"), vault.publish(first, "far"));

    // Then
    assertThat(reports)
        .extracting(PublicationReport::outcome)
        .containsOnly(PublicationReport.Outcome.FORGOTTEN);
    assertThat(vault.names("far", "snapshots")).containsExactly(snapshot(second));
  }

  @Test
  void aBackupThatIsForgottenWhileItIsPublishedStaysUnseen() {
    // Given
    vault.publishEverywhere(other);
    BlobName index = StagingNames.index(first.manifest().indexes().getFirst().id());
    vault.interpose("far", index, () -> vault.begin(other, first));

    // When
    PublicationReport report = vault.publish(first, "far");

    // Then
    assertThat(report.outcome()).isEqualTo(PublicationReport.Outcome.FORGOTTEN);
    assertThat(vault.names("far", "snapshots")).containsExactly(snapshot(other));
    vault.publishEverywhere(second);
    vault.applyEverywhere();
    vault.requireAlike("pruned", second, other);
  }

  @Test
  void aSnapshotThatCameBackGoesAgain() {
    // Given
    vault.publishEverywhere(first, second, other);
    BlobName name = BlobName.of(snapshot(first));
    byte[] bytes = vault.place("near").store().read(name);
    vault.begin(second, first);
    vault.applyEverywhere();

    // When
    var _ = vault.place("near").store().put(name, Payload.of(bytes), PutOptions.REPLACE);
    vault.applyEverywhere();

    // Then
    vault.requireAlike("gone again", second, other);
  }

  @Test
  void aRunThatIsOpenWhenPacksAreMarkedKeepsWhatItRefersTo() {
    // Given
    CommittedRun lonely = vault.run(ALPHA, 11);
    vault.publishEverywhere(first, second, other, lonely);
    List<Optional<String>> waits = new ArrayList<>();

    // When
    CommittedRun open =
        vault.run(
            ALPHA,
            Set.of(11, 12),
            () -> {
              vault.begin(second, lonely);
              waits.add(vault.apply("near").waitsFor());
              assertThat(PrunedVault.names(vault.staging(), "backstay/marks")).hasSize(1);
            });
    vault.publishEverywhere(open);
    vault.applyEverywhere();

    // Then
    assertThat(waits).singleElement().satisfies(wait -> assertThat(wait).isPresent());
    assertThat(open.manifest().base()).hasSize(1);
    vault.requireAlike("committed across the mark", first, second, other, open);
  }

  @Test
  void anOpeningHoldsDeletionUpUntilItsBackupIsCommitted() {
    // Given
    vault.publishEverywhere(first, second, other);
    CommittedRun late = vault.run(ALPHA, 8);
    vault.publishEverywhere(late);
    BlobName dead = StagingNames.opening(PrunedVault.backup(other).backup(), 2, "00");
    BlobName alive = StagingNames.opening(unknownBackup(), 1, "00");
    put(dead);
    put(alive);
    vault.begin(late, first);

    // When
    Optional<String> waits = vault.apply("near").waitsFor();
    vault.staging().delete(alive);

    // Then
    assertThat(waits).hasValueSatisfying(wait -> assertThat(wait).contains("running"));
    vault.applyEverywhere();
    vault.requireAlike("pruned", second, other, late);
  }

  private static BackupId unknownBackup() {
    return BackupId.manual(ALPHA, "never committed");
  }

  private void put(BlobName name) {
    var _ = vault.staging().put(name, Payload.of(new byte[0]), PutOptions.REPLACE);
  }

  @Test
  void aDeadWorkerHoldsNothingUpForEver() {
    // Given
    vault.publishEverywhere(first, second, other);
    assertThatThrownBy(() ->
            vault.run(
                ALPHA,
                "never committed",
                Set.of(40),
                () -> {
                  throw new IllegalStateException("the worker dies");
                }))
        .isInstanceOf(IllegalStateException.class);
    put(StagingNames.opening(unknownBackup(), 1, "00"));
    put(BlobName.of("data/ab/" + "ab".repeat(32)));
    vault.begin(second, first);
    assertThat(vault.apply("near").waitsFor()).isPresent();

    // When
    vault.seeStagingAs(new AgedStore(vault.staging()));
    vault.applyEverywhere();

    // Then
    assertThat(vault.apply("near").waitsFor()).isEmpty();
    assertThat(PrunedVault.names(vault.staging(), StagingNames.run(unknownBackup())))
        .containsExactly(StagingNames.commit(unknownBackup()).value());
    assertThat(PrunedVault.names(vault.staging(), "data")).isEqualTo(vault.names("near", "data"));
    vault.requireAlike("pruned", second, other);
  }

  @Test
  void aRunAfterTheMarkStoresAnewWhatIsMarked() {
    // Given
    vault.publishEverywhere(first, second, other);
    CommittedRun third = vault.run(ALPHA, 9);
    vault.publishEverywhere(third);
    BlobName opening = StagingNames.opening(unknownBackup(), 1, "00");
    put(opening);
    vault.begin(third, first, second);
    vault.apply("near");

    // When
    CommittedRun after = vault.run(BETA, 1, 3);
    vault.staging().delete(opening);
    vault.publishEverywhere(after);
    vault.applyEverywhere();

    // Then
    assertThat(after.manifest().base()).isEmpty();
    vault.requireAlike("pruned", other, third, after);
  }

  @Test
  void aDestinationThatWasDownCatchesUp() {
    // Given
    vault.publishEverywhere(first);
    vault.publish(second, "near");
    vault.publish(other, "near");
    vault.begin(second, first);
    vault.apply("near");
    CommittedRun third = vault.run(ALPHA, 3, 10);
    vault.publish(third, "near");
    vault.begin(third, second);
    vault.apply("near");
    vault.apply("near");
    Set<String> staged = PrunedVault.names(vault.staging(), "data");
    vault.names("near", "data").forEach(pack -> vault.staging().delete(BlobName.of(pack)));

    // When
    assertThat(vault.publish(second, "far").outcome())
        .isEqualTo(PublicationReport.Outcome.FORGOTTEN);
    vault.publish(other, "far");
    staged.stream()
        .map(BlobName::of)
        .forEach(pack -> {
          var _ =
              vault
                  .staging()
                  .put(
                      pack, Payload.of(vault.place("near").store().read(pack)), PutOptions.REPLACE);
        });
    vault.publish(third, "far");
    Pruning.Applied far = vault.apply("far");

    // Then
    assertThat(far.steps())
        .extracting(Pruned::phase)
        .containsExactly(
            PrunePhase.FORGOTTEN, PrunePhase.FORGOTTEN, PrunePhase.DELETED, PrunePhase.DELETED);
    vault.requireAlike("caught up", third, other);
  }

  @Test
  void adoptedPacksThatNothingNeedsDoNotStopALateDestination() {
    // Given
    assertThatThrownBy(() ->
            vault.run(
                ALPHA,
                "retried",
                Set.of(20, 21),
                () -> {
                  throw new IllegalStateException("the worker dies");
                }))
        .isInstanceOf(IllegalStateException.class);
    CommittedRun retried = vault.run(ALPHA, "retried", Set.of(22), () -> {});
    vault.publishEverywhere(first, second, other);
    vault.publish(retried, "near");
    assertThat(retried.manifest().packs()).hasSize(4);

    // When
    vault.begin(second, first);
    vault.apply("near");
    vault.publish(retried, "far");
    vault.applyEverywhere();

    // Then
    vault.requireAlike("published late", second, retried, other);
  }

  @Test
  void aDestinationKeepsEverythingWhileItHoldsASnapshotThatStagingDoesNotKnow() {
    // Given
    vault.publishEverywhere(first, second, other);
    vault.begin(second, first);
    BlobStore near = vault.place("near").store();
    byte[] foreign = near.read(BlobName.of(snapshot(first)));
    var _ =
        near.put(
            BlobName.of("snapshots/" + "ab".repeat(32)), Payload.of(foreign), PutOptions.REPLACE);

    // When, Then
    assertThatThrownBy(() -> vault.apply("near"))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FOREIGN_OBJECT));
    assertThat(vault.names("near", "data")).hasSize(6);
  }

  @Test
  void whatTakesThePlaceOfARunsIndexStaysInTheScopeOfItsSource() {
    // Given
    CommittedRun wide = vault.run(ALPHA, 30);
    vault.publishEverywhere(first, second, other, wide);
    vault.begin(wide, first);
    vault.applyEverywhere();
    var scope = new DedupScope(source -> source.equals(ALPHA), false);

    // When
    var work = PrunedVault.filesOf(Set.of(1, 2), () -> {});
    CommittedRun again = vault.run(BETA, "scoped", scope, work);

    // Then
    assertThat(again.manifest().packs()).hasSize(1);
    assertThat(again.manifest().base()).isNotEmpty();
  }

  @Test
  void whatHintsBroughtOfABackupThatWasGivenUpGoesWithTheNextPrune() {
    // Given: a backup fails for good, with its packs at one destination already
    var aged = new PrunedVault(PrunedVault.memory(), Map.of("near", new AgedStore(memory())));
    CommittedRun kept = aged.run(ALPHA, 1, 2);
    CommittedRun old = aged.run(ALPHA, 3);
    aged.publishEverywhere(kept, old);
    assertThatThrownBy(() ->
            aged.run(
                ALPHA,
                "never committed",
                Set.of(40),
                () -> {
                  bringEarly(aged, "near");
                  throw new IllegalStateException("the source is broken");
                }))
        .isInstanceOf(IllegalStateException.class);
    int there = aged.names("near", "data").size();

    // When
    aged.staged().giveUp(unknownBackup());
    int buried = aged.pruning().bury();
    aged.begin(kept, old);
    aged.applyEverywhere();

    // Then
    assertThat(buried).isOne();
    assertThat(aged.names("near", "data")).hasSize(there - 4);
    assertThat(PrunedVault.names(aged.staging(), "data")).isEqualTo(aged.names("near", "data"));
    aged.requireAlike("pruned", kept);
  }

  @Test
  void whatHintsBroughtOfABackupThatMayBeTriedAgainStays() {
    // Given
    var aged = new PrunedVault(PrunedVault.memory(), Map.of("near", new AgedStore(memory())));
    CommittedRun kept = aged.run(ALPHA, 1, 2);
    CommittedRun old = aged.run(ALPHA, 3);
    aged.publishEverywhere(kept, old);
    assertThatThrownBy(() ->
            aged.run(
                ALPHA,
                "never committed",
                Set.of(40),
                () -> {
                  bringEarly(aged, "near");
                  throw new IllegalStateException("the source is away");
                }))
        .isInstanceOf(IllegalStateException.class);

    // When
    int buried = aged.pruning().bury();
    aged.begin(kept, old);
    aged.applyEverywhere();

    // Then: the next attempt adopts what is there
    assertThat(buried).isZero();
    assertThat(aged.names("near", "data")).isEqualTo(PrunedVault.names(aged.staging(), "data"));
    CommittedRun retried = aged.run(ALPHA, "never committed", Set.of(40), () -> {});
    aged.publishEverywhere(retried);
    aged.requireAlike("retried", kept, retried);
  }

  private static BlobStore memory() {
    return PrunedVault.memory();
  }

  private static void bringEarly(PrunedVault vault, String destination) {
    Map<BlobId, Long> packs = new HashMap<>();
    vault
        .staging()
        .list(
            StagingNames.PACKS,
            stat -> packs.put(StagingNames.idOf(stat.name()).orElseThrow(), stat.size()));
    var route =
        new Route(
            vault.staged().vault(), vault.place(destination), List.of(), vault.pruning().history());
    assertThat(new PackHint(route, PublicationListener.NONE).copy(packs).failure()).isEmpty();
  }

  @Test
  void aDestinationThatIsNotMountedHasForgottenNothing() {
    // Given
    vault.publishEverywhere(first, second, other);
    vault.begin(second, first);
    var unmounted = new Place(vault.place("far").name(), memory());

    // When, Then
    assertThatThrownBy(() -> vault.pruning().apply(unmounted, _ -> {}))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_EMPTIED));
    vault.applyEverywhere();
    vault.requireAlike("pruned", second, other);
  }
}
