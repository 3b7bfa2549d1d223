package dev.backstay.vault.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
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
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReplicationTest {
  private static final Map<String, byte[]> FIRST =
      Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(2, 12_000));
  private static final Map<String, byte[]> SECOND =
      Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(3, 12_000));

  private final SettableClock clock = new SettableClock();
  private final BlobStore store = new MemoryBlobStore(clock);
  private final BlobStore target = new MemoryBlobStore(clock);
  private final Vault vault = Sample.init(store, clock);
  private StoredSnapshot first = Sample.backUp(vault, FIRST);
  private StoredSnapshot second = first;

  @BeforeEach
  void writeVault() {
    second = Sample.backUp(vault, SECOND);
    var _ =
        store.put(
            BlobName.of("backstay/escrow/password.asc"),
            Payload.of(new byte[] {1, 2, 3}),
            PutOptions.REPLACE);
  }

  @Test
  void anEmptyStoreBecomesAByteIdenticalReplica() {
    // When
    ReplicationReport report = vault.copyTo(target, Progress.SILENT);

    // Then
    assertThat(report.isComplete()).isTrue();
    assertThat(Sample.names(target)).isEqualTo(Sample.names(store));
    for (BlobName name : Sample.names(store)) {
      assertThat(target.read(name)).isEqualTo(store.read(name));
    }
    try (Vault replica = Sample.open(target, clock)) {
      Sample.assertSound(replica);
      Sample.assertHolds(replica, second, SECOND);
    }
  }

  @Test
  void aSecondCopyBringsOnlyWhatIsNew() {
    // Given
    vault.copyTo(target, Progress.SILENT).orFail();
    StoredSnapshot third = Sample.backUp(vault, Map.of("new", Sample.bytes(4, 5000)));

    // When
    ReplicationReport report = vault.copyTo(target, Progress.SILENT);

    // Then
    assertThat(report.copied())
        .extracting(
            ReplicationReport.Copied::packs,
            ReplicationReport.Copied::indexFiles,
            ReplicationReport.Copied::snapshots)
        .containsExactly(2L, 1L, 1L);
    assertThat(vault.copyTo(target, Progress.SILENT).copied().objects()).isZero();
    try (Vault replica = Sample.open(target, clock)) {
      Sample.assertHolds(replica, third, Map.of("new", Sample.bytes(4, 5000)));
    }
  }

  @Test
  void anotherVaultAtTheTargetIsRefusedAndLeftAlone() {
    // Given
    Sample.init(target, clock);
    List<BlobName> before = Sample.names(target);

    // When // Then
    assertThatThrownBy(() -> vault.copyTo(target, Progress.SILENT))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_DIFFERENT));
    assertThat(Sample.names(target)).isEqualTo(before);
  }

  @Test
  void aDamagedPackAndWhatNeedsItAreWithheldAndTheRestIsPublished() {
    // Given
    BlobId pack =
        vault
            .loadIndex()
            .index()
            .find(BlobType.DATA, VaultObjects.hash(Sample.bytes(3, 4096)))
            .orElseThrow()
            .pack();
    byte[] intact = store.read(ObjectKind.PACK.name(pack));
    Sample.flip(store, ObjectKind.PACK.name(pack), 12_345);

    // When
    ReplicationReport report = vault.copyTo(target, Progress.SILENT);

    // Then
    assertThat(report.damaged()).containsExactly(ObjectKind.PACK.name(pack));
    assertThat(report.withheld()).hasSize(2).contains(ObjectKind.SNAPSHOT.name(second.id()));
    assertThatThrownBy(report::orFail).hasMessageContaining(pack.hex());
    try (Vault replica = Sample.open(target, clock)) {
      Sample.assertSound(replica);
      Sample.assertHolds(replica, first, FIRST);
      assertThat(replica.snapshots().all()).hasSize(1);
    }

    // When
    vault.objects().put(ObjectKind.PACK, pack, intact);

    // Then
    assertThat(vault.copyTo(target, Progress.SILENT).isComplete()).isTrue();
    assertThat(Sample.names(target)).isEqualTo(Sample.names(store));
  }

  @Test
  void aDamagedIndexFileIsWithheldWithItsSnapshot() {
    // Given
    BlobId index = vault.loadIndex().files().iterator().next();
    Sample.flip(store, ObjectKind.INDEX.name(index), 999);

    // When
    ReplicationReport report = vault.copyTo(target, Progress.SILENT);

    // Then
    assertThat(report.damaged()).containsExactly(ObjectKind.INDEX.name(index));
    assertThat(report.withheld()).isNotEmpty();
    try (Vault replica = Sample.open(target, clock)) {
      Sample.assertSound(replica);
    }
  }

  @Test
  void aKeyRemovedAtTheSourceIsReportedAndStillOpensTheTarget() {
    // Given
    BlobId added = vault.addKey(Secret.of("other"));
    vault.copyTo(target, Progress.SILENT).orFail();
    vault.removeKey(added);

    // When
    ReplicationReport report = vault.copyTo(target, Progress.SILENT);

    // Then
    assertThat(report.keysOnlyAtTarget()).containsExactly(added);
    Vault.open(target, Secret.of("other"), Sample.options(clock)).close();
  }

  @Test
  void theRestOfACreationThatWasCutShortDoesNotSpoilTheReplica() {
    // Given
    var other = new MemoryBlobStore(clock);
    BlobName key = ObjectKind.KEY.name(Sample.init(other, clock).keyInUse());
    var _ = target.put(key, Payload.of(other.read(key)), PutOptions.REPLACE);

    // When
    vault.copyTo(target, Progress.SILENT).orFail();

    // Then
    try (Vault replica = Sample.open(target, clock)) {
      Sample.assertSound(replica);
    }
  }

  @ParameterizedTest
  @Tag("system")
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "AMBIGUOUS_AFTER", "LOST_ENTRIES"})
  void aCopyThatEndsAtAnyCallLeavesASoundReplicaAndIsFinishedByTheNext(Fault fault) {
    var counted = FaultyBlobStore.wrap(new MemoryBlobStore(clock), FaultPlan.none());
    vault.copyTo(counted, Progress.SILENT).orFail();
    for (int call : Sample.sweep(counted.calls().size(), fault)) {
      // Given
      var replicaStore = new MemoryBlobStore(clock);
      FaultPlan plan =
          fault == Fault.FAILS_BEFORE
              ? FaultPlan.fromCall(call, fault)
              : FaultPlan.onCall(call, fault);

      // When
      copyUnderFault(FaultyBlobStore.wrap(replicaStore, plan));

      // Then
      if (replicaStore.stat(BlobName.of("config")).isPresent()) {
        assertSoundReplica(replicaStore, "call " + call);
      }
      removeLocks(replicaStore);
      vault.copyTo(replicaStore, Progress.SILENT).orFail();
      assertThat(Sample.names(replicaStore)).as("call " + call).isEqualTo(Sample.names(store));
    }
  }

  private void copyUnderFault(BlobStore faulty) {
    try {
      var _ = vault.copyTo(faulty, Progress.SILENT);
    } catch (BackstayException e) {
      assertThat(e.code()).isNotEqualTo(ErrorCode.INTERNAL);
    }
  }

  private void assertSoundReplica(BlobStore replicaStore, String place) {
    try (Vault replica = Sample.open(replicaStore, clock)) {
      Sample.assertSound(replica);
      for (StoredSnapshot snapshot : replica.snapshots().all()) {
        Sample.assertHolds(replica, snapshot, snapshot.id().equals(first.id()) ? FIRST : SECOND);
      }
    } catch (BackstayException e) {
      throw new AssertionError(place, e);
    }
  }

  /** The process that died held a lock; the next one on the same host sees that it is gone. */
  private static void removeLocks(BlobStore store) {
    for (BlobName name : Sample.names(store)) {
      if (name.value().startsWith("locks/")) {
        store.delete(name);
      }
    }
  }
}
