package dev.backstay.vault.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Sample;
import dev.backstay.vault.SettableClock;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.check.CheckReport;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PruneTest {
  private static final PruneOptions AT_ONCE = PruneOptions.DEFAULTS.withGrace(Duration.ZERO);
  private static final Map<String, byte[]> FIRST =
      Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(2, 40_000));
  private static final Map<String, byte[]> SECOND =
      Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(3, 12_000));

  private final SettableClock clock = new SettableClock();
  private final BlobStore store = new MemoryBlobStore(clock);
  private final Vault vault = Sample.init(store, clock);
  private StoredSnapshot first = Sample.backUp(vault, FIRST);
  private StoredSnapshot second = first;

  @BeforeEach
  void backUpAgain() {
    clock.advance(Duration.ofHours(1));
    second = Sample.backUp(vault, SECOND);
  }

  @Test
  void forgettingAnUnknownSnapshotRemovesNone() {
    // When // Then
    assertThatThrownBy(() -> vault.forget(List.of(first.id(), VaultObjects.hash(new byte[] {1}))))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_NOT_FOUND));
    assertThat(vault.snapshots().all()).hasSize(2);
  }

  @Test
  void nothingIsTouchedWhereEverythingIsNeeded() {
    // Given
    List<BlobName> before = Sample.names(store);

    // When
    PruneReport report = vault.prune(AT_ONCE, Progress.SILENT);

    // Then
    assertThat(Sample.names(store)).isEqualTo(before);
    assertThat(report.used().count()).isEqualTo(4);
    assertThat(report.unused().bytes()).isZero();
  }

  @Test
  void withoutGraceWasteIsGoneAtOnceAndWhatIsNeededMoves() {
    // Given
    vault.forget(List.of(first.id()));
    BlobId shared = packOf(Sample.bytes(1, 4096));

    // When
    PruneReport report = vault.prune(AT_ONCE, Progress.SILENT);

    // Then
    assertThat(report.repacked().count()).isEqualTo(1);
    assertThat(report.deleted().count()).isEqualTo(2);
    assertThat(packOf(Sample.bytes(1, 4096))).isNotEqualTo(shared);
    assertThat(vault.loadIndex().index().contains(BlobType.DATA, id(Sample.bytes(2, 4096))))
        .isFalse();
    assertSoundAndNeat();
    Sample.assertHolds(vault, second, SECOND);
  }

  @Test
  void aMarkedPackIsDeletedOnlyWhenItsGraceIsOver() {
    // Given
    vault.forget(List.of(first.id()));
    List<BlobName> packs = packNames();

    // When
    PruneReport marking = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // Then
    assertThat(marking.marked().count()).isEqualTo(2);
    assertThat(marking.deleted().count()).isZero();
    assertThat(packNames()).containsAll(packs);

    // When
    clock.advance(Duration.ofHours(23));
    PruneReport tooEarly = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);
    clock.advance(Duration.ofHours(1));
    PruneReport deleting = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // Then
    assertThat(tooEarly.deleted().count()).isZero();
    assertThat(tooEarly.repacked().count()).isZero();
    assertThat(deleting.deleted().count()).isEqualTo(2);
    assertThat(Marks.load(vault.objects()).files()).isEmpty();
    assertSoundAndNeat();
    Sample.assertHolds(vault, second, SECOND);
  }

  @Test
  void whatLiesInAMarkedPackIsStoredAnew() {
    // Given
    vault.forget(List.of(first.id()));
    var _ = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // When
    StoredSnapshot again = Sample.backUp(vault, FIRST);
    clock.advance(Duration.ofDays(2));
    PruneReport report = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // Then
    assertThat(report.deleted().count()).isEqualTo(2);
    assertThat(report.unmarked().count()).isZero();
    assertSoundAndNeat();
    Sample.assertHolds(vault, again, FIRST);
  }

  @Test
  void aMarkedPackThatSomeoneElseReferredToIsKept() {
    // Given
    byte[] snapshot = store.read(ObjectKind.SNAPSHOT.name(first.id()));
    vault.forget(List.of(first.id()));
    var _ = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // When
    vault.objects().put(ObjectKind.SNAPSHOT, first.id(), snapshot);
    clock.advance(Duration.ofDays(2));
    PruneReport report = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // Then
    assertThat(report.unmarked().count()).isPositive();
    Sample.assertHolds(vault, first, FIRST);
    Sample.assertHolds(vault, second, SECOND);
    Sample.assertSound(vault);
  }

  @Test
  void orphansAreMarkedAndThenDeleted() {
    // Given
    byte[] orphan = Sample.bytes(9, 500);
    vault.objects().put(ObjectKind.PACK, id(orphan), orphan);

    // When
    PruneReport marking = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);
    clock.advance(Duration.ofDays(2));
    PruneReport deleting = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);

    // Then
    assertThat(marking.orphans()).isEqualTo(new PruneReport.Amount(1, 500));
    assertThat(deleting.deleted().count()).isEqualTo(1);
    assertSoundAndNeat();
  }

  @Test
  void aDryRunTellsTheSameAndWritesNothing() {
    // Given
    vault.forget(List.of(first.id()));
    List<BlobName> before = Sample.names(store);

    // When
    PruneReport dry = vault.prune(AT_ONCE.asDryRun(), Progress.SILENT);

    // Then
    assertThat(Sample.names(store)).isEqualTo(before);
    PruneReport real = vault.prune(AT_ONCE, Progress.SILENT);
    assertThat(dry.deleted()).isEqualTo(real.deleted());
    assertThat(dry.repacked()).isEqualTo(real.repacked());
  }

  @Test
  void nothingIsDeletedWhileTheVaultIsInUse() {
    try (VaultWriter _ = vault.writer()) {
      assertThatThrownBy(() -> vault.prune(AT_ONCE, Progress.SILENT))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_LOCKED));
    }
  }

  @Test
  void nothingIsDeletedWhenAPackIsMissingOrATreeUnreadable() {
    // Given
    vault.forget(List.of(first.id()));
    BlobName tree =
        ObjectKind.PACK.name(
            vault
                .loadIndex()
                .index()
                .find(BlobType.TREE, second.snapshot().tree())
                .orElseThrow()
                .pack());
    byte[] bytes = store.read(tree);

    for (boolean missing : new boolean[] {true, false}) {
      // When
      if (missing) {
        store.delete(tree);
      } else {
        var _ = store.put(tree, Payload.of(new byte[bytes.length]), PutOptions.REPLACE);
      }
      List<BlobName> before = Sample.names(store);

      // Then
      assertThatThrownBy(() -> vault.prune(AT_ONCE, Progress.SILENT))
          .isInstanceOf(BackstayException.class)
          .hasMessageContaining("nothing was deleted");
      assertThat(Sample.names(store)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @Tag("system")
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "AMBIGUOUS_AFTER", "LOST_ENTRIES"})
  void aPruneThatEndsAtAnyCallLeavesASoundVaultAndIsFinishedByTheNext(Fault fault) {
    vault.forget(List.of(first.id()));
    var counted = FaultyBlobStore.wrap(Sample.clone(store, clock), FaultPlan.none());
    try (Vault faulty = Sample.open(counted, clock)) {
      var _ = faulty.prune(AT_ONCE, Progress.SILENT);
    }
    for (int call : Sample.sweep(counted.calls().size(), fault)) {
      // Given
      BlobStore copy = Sample.clone(store, clock);
      FaultPlan plan =
          fault == Fault.FAILS_BEFORE
              ? FaultPlan.fromCall(call, fault)
              : FaultPlan.onCall(call, fault);

      // When
      pruneUnderFault(FaultyBlobStore.wrap(copy, plan));

      // Then
      Sample.names(copy).stream()
          .filter(name -> name.value().startsWith("locks/"))
          .forEach(copy::delete);
      try (Vault after = Sample.open(copy, clock)) {
        Sample.assertSound(after);
        Sample.assertHolds(after, second, SECOND);
        var _ = after.prune(AT_ONCE, Progress.SILENT);
        CheckReport report = after.check(CheckDepth.READ_DATA, Progress.SILENT);
        assertThat(report.findings()).as("call " + call).isEmpty();
        assertThat(report.notices()).as("call " + call).isEmpty();
        assertThat(report.seen().duplicates()).as("call " + call).isZero();
        Sample.assertHolds(after, second, SECOND);
      }
    }
  }

  private void pruneUnderFault(BlobStore faulty) {
    try (Vault broken = Sample.open(faulty, clock)) {
      var _ = broken.prune(AT_ONCE, Progress.SILENT);
    } catch (BackstayException e) {
      assertThat(e.code()).isNotEqualTo(ErrorCode.INTERNAL);
    }
  }

  private void assertSoundAndNeat() {
    CheckReport report = vault.check(CheckDepth.READ_DATA, Progress.SILENT);
    assertThat(report.findings()).isEmpty();
    assertThat(report.notices()).isEmpty();
  }

  private List<BlobName> packNames() {
    return Sample.names(store).stream().filter(name -> name.value().startsWith("data/")).toList();
  }

  private static BlobId id(byte[] bytes) {
    return VaultObjects.hash(bytes);
  }

  private BlobId packOf(byte[] plain) {
    return vault.loadIndex().index().find(BlobType.DATA, id(plain)).orElseThrow().pack();
  }
}
