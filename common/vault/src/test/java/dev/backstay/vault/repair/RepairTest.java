package dev.backstay.vault.repair;

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
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Sample;
import dev.backstay.vault.SettableClock;
import dev.backstay.vault.Vault;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.prune.PruneOptions;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RepairTest {
  private static final Map<String, byte[]> FIRST =
      Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(2, 40_000));
  private static final Map<String, byte[]> SECOND =
      Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(3, 12_000));

  private final SettableClock clock = new SettableClock();
  private final BlobStore store = new MemoryBlobStore(clock);
  private final BlobStore replicaStore = new MemoryBlobStore(clock);
  private final Vault vault = Sample.init(store, clock);
  private final StoredSnapshot first = Sample.backUp(vault, FIRST);
  private StoredSnapshot second = first;
  private Vault replica = vault;

  @BeforeEach
  void makeReplica() {
    clock.advance(Duration.ofHours(1));
    second = Sample.backUp(vault, SECOND);
    vault.copyTo(replicaStore, Progress.SILENT).orFail();
    replica = Sample.open(replicaStore, clock);
  }

  /** From here on the replica stores the shared blobs in other packs, and lacks the first's own. */
  private void giveReplicaAnotherLayout() {
    replica.forget(List.of(first.id()));
    var _ = replica.prune(PruneOptions.DEFAULTS.withGrace(Duration.ZERO), Progress.SILENT);
  }

  @Test
  @Tag("system")
  void aFlippedBitAnywhereIsMendedToTheSameBytes() {
    Random random = new Random(20260301);
    var lock = vault.objects().seal(new byte[] {'{', '}'});
    vault.objects().put(ObjectKind.LOCK, VaultObjects.hash(lock), lock);
    for (BlobName name : Sample.names(store)) {
      long bits = store.read(name).length * 8L;
      for (long bit : new long[] {0, random.nextLong(bits), bits - 1}) {
        // Given
        BlobStore damaged = Sample.clone(store, clock);
        clock.advance(Duration.ofMinutes(31)); // so that a lock nobody can read is stale
        Sample.flip(damaged, name, bit);
        clock.advance(Duration.ofMinutes(31));

        // When
        RepairReport report = replica.repair(damaged, Progress.SILENT);

        // Then
        String place = name + " bit " + bit;
        assertThat(report.isComplete()).as(place).isTrue();
        for (BlobName each : Sample.names(store)) {
          if (!each.value().startsWith("locks/")) {
            assertThat(damaged.read(each)).as(place + ": " + each).isEqualTo(store.read(each));
          }
        }
        try (Vault mended = Sample.open(damaged, clock)) {
          Sample.assertSound(mended);
        }
      }
    }
  }

  @Test
  void aSoundVaultIsLeftAlone() {
    // When
    RepairReport report = replica.repair(store, Progress.SILENT);

    // Then
    assertThat(report.mended()).isEmpty();
    assertThat(report.unmended()).isEmpty();
  }

  @Test
  void aDamagedPackTheReplicaStoresOtherwiseIsRebuiltBlobByBlob() {
    // Given
    giveReplicaAnotherLayout();
    BlobId pack = packOf(Sample.bytes(1, 4096));
    int offset = offsetOf(Sample.bytes(1, 4096));
    Sample.flip(store, ObjectKind.PACK.name(pack), (offset + 100) * 8L);

    // When
    RepairReport report = replica.repair(store, Progress.SILENT);

    // Then
    assertThat(report.unmended()).isEmpty();
    assertThat(report.mended())
        .containsExactly(
            new RepairReport.Mended(ObjectKind.PACK.name(pack), RepairReport.Means.REBUILT));
    assertThat(report.blobsFromReplica()).isEqualTo(1);
    assertThat(report.blobsKept()).isEqualTo(12);
    assertMended();
  }

  @Test
  void aPackWithABrokenHeaderIsRebuiltFromItsOwnBlobs() {
    // Given
    giveReplicaAnotherLayout();
    BlobName pack = ObjectKind.PACK.name(packOf(Sample.bytes(1, 4096)));
    Sample.flip(store, pack, store.read(pack).length * 8L - 1);

    // When
    RepairReport report = replica.repair(store, Progress.SILENT);

    // Then
    assertThat(report.unmended()).isEmpty();
    assertThat(report.blobsFromReplica()).isZero();
    assertMended();
  }

  @Test
  void anIndexFileTheReplicaDoesNotHaveIsMadeAnewFromPackHeaders() {
    // Given
    giveReplicaAnotherLayout();
    for (BlobId file : vault.loadIndex().files()) {
      Sample.flip(store, ObjectKind.INDEX.name(file), 333);
    }

    // When
    RepairReport report = replica.repair(store, Progress.SILENT);

    // Then
    assertThat(report.unmended()).isEmpty();
    assertMended();
  }

  @Test
  void whateverIsMissingComesBack() {
    // Given
    List<BlobName> names = Sample.names(store);
    for (String folder : List.of("data/", "index/", "snapshots/", "keys/", "config", "")) {
      BlobStore damaged = Sample.clone(store, clock);
      names.stream().filter(name -> name.value().startsWith(folder)).forEach(damaged::delete);

      // When
      RepairReport report = replica.repair(damaged, Progress.SILENT);

      // Then
      assertThat(report.unmended()).as(folder).isEmpty();
      assertThat(Sample.names(damaged)).as(folder).isEqualTo(names);
    }
  }

  @Test
  void whatTheReplicaLacksIsReportedAndKept() {
    // Given
    giveReplicaAnotherLayout();
    BlobId pack = packOf(Sample.bytes(2, 4096));
    int offset = offsetOf(Sample.bytes(2, 4096));
    Sample.flip(store, ObjectKind.PACK.name(pack), (offset + 100) * 8L);
    BlobName snapshot = ObjectKind.SNAPSHOT.name(second.id());
    Sample.flip(store, snapshot, 7);

    // When
    RepairReport report = replica.repair(store, Progress.SILENT);

    // Then
    assertThat(report.unmended())
        .extracting(RepairReport.Unmended::object)
        .containsExactly(ObjectKind.PACK.name(pack));
    assertThat(report.mended())
        .containsExactly(new RepairReport.Mended(snapshot, RepairReport.Means.COPIED));
    assertThatThrownBy(report::orFail).hasMessageContaining(pack.hex());
    assertThat(store.stat(ObjectKind.PACK.name(pack))).isPresent();
    Sample.assertHolds(vault, second, SECOND);
  }

  @Test
  void anotherVaultIsRefusedEvenWhenItsConfigIsDamaged() {
    // Given
    BlobStore other = new MemoryBlobStore(clock);
    try (Vault another = Sample.init(other, clock)) {
      Sample.backUp(another, FIRST);
    }
    for (boolean damaged : new boolean[] {false, true}) {
      if (damaged) {
        Sample.flip(other, BlobName.of("config"), 9);
      }
      List<BlobName> before = Sample.names(other);

      // When // Then
      assertThatThrownBy(() -> replica.repair(other, Progress.SILENT))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_DIFFERENT));
      assertThat(Sample.names(other)).isEqualTo(before);
    }
  }

  @Test
  void aKeyThatWasTakenAwayDoesNotComeBack() {
    // Given
    BlobId key = vault.addKey(Sample.PASSWORD);
    vault.copyTo(replicaStore, Progress.SILENT).orFail();
    vault.removeKey(key);

    // When
    var _ = replica.repair(store, Progress.SILENT);

    // Then
    assertThat(store.stat(ObjectKind.KEY.name(key))).isEmpty();
  }

  @ParameterizedTest
  @Tag("system")
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "AMBIGUOUS_AFTER", "LOST_ENTRIES"})
  void aRepairThatEndsAtAnyCallHarmsNothingAndIsFinishedByTheNext(Fault fault) {
    // Given
    giveReplicaAnotherLayout();
    BlobName pack = ObjectKind.PACK.name(packOf(Sample.bytes(1, 4096)));
    Sample.flip(store, pack, (offsetOf(Sample.bytes(1, 4096)) + 100) * 8L);
    Sample.flip(store, ObjectKind.SNAPSHOT.name(second.id()), 5);
    Sample.flip(store, ObjectKind.INDEX.name(vault.loadIndex().files().iterator().next()), 44);
    Sample.flip(store, BlobName.of("config"), 5);
    var counted = FaultyBlobStore.wrap(Sample.clone(store, clock), FaultPlan.none());
    replica.repair(counted, Progress.SILENT).orFail();
    for (int call : Sample.sweep(counted.calls().size(), fault)) {
      BlobStore damaged = Sample.clone(store, clock);
      FaultPlan plan =
          fault == Fault.FAILS_BEFORE
              ? FaultPlan.fromCall(call, fault)
              : FaultPlan.onCall(call, fault);

      // When
      repairUnderFault(FaultyBlobStore.wrap(damaged, plan));
      Sample.names(damaged).stream()
          .filter(name -> name.value().startsWith("locks/"))
          .forEach(damaged::delete);
      RepairReport report = replica.repair(damaged, Progress.SILENT);

      // Then
      assertThat(report.unmended()).as("call " + call).isEmpty();
      try (Vault mended = Sample.open(damaged, clock)) {
        Sample.assertSound(mended);
        Sample.assertHolds(mended, first, FIRST);
        Sample.assertHolds(mended, second, SECOND);
      }
    }
  }

  private void repairUnderFault(BlobStore faulty) {
    try {
      var _ = replica.repair(faulty, Progress.SILENT);
    } catch (BackstayException e) {
      assertThat(e.code()).isNotEqualTo(ErrorCode.INTERNAL);
    }
  }

  private void assertMended() {
    Sample.assertSound(vault);
    Sample.assertHolds(vault, first, FIRST);
    Sample.assertHolds(vault, second, SECOND);
  }

  private BlobId packOf(byte[] plain) {
    return vault
        .loadIndex()
        .index()
        .find(BlobType.DATA, VaultObjects.hash(plain))
        .orElseThrow()
        .pack();
  }

  private int offsetOf(byte[] plain) {
    return vault
        .loadIndex()
        .index()
        .find(BlobType.DATA, VaultObjects.hash(plain))
        .orElseThrow()
        .blob()
        .offset();
  }
}
