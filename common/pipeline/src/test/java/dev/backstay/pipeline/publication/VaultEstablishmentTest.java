package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.publication.VaultEstablishment.Established;
import dev.backstay.pipeline.publication.VaultEstablishment.Origin;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.object.ObjectKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VaultEstablishmentTest extends TwoRuns {
  @Test
  void theVaultThatIsThereIsOpened() {
    // When
    Established established = establish(staging, Map.of());

    // Then
    assertThat(established.origin()).isEqualTo(Origin.STAGING);
    assertThat(established.vault().id()).isEqualTo(runs.vault().id());
  }

  @Test
  void aNewVaultIsMadeWhenEveryDestinationIsEmpty() {
    // Given
    BlobStore fresh = memory();

    // When
    Established established = establish(fresh, at(memory(), memory()));

    // Then
    assertThat(established.origin()).isEqualTo(Origin.NEW);
    assertThat(establish(fresh, Map.of()).vault().id()).isEqualTo(established.vault().id());
  }

  @Test
  void noVaultIsMadeWhileADestinationCannotBeAsked() {
    // Given
    BlobStore fresh = memory();
    BlobStore dead = FaultyBlobStore.wrap(near, FaultPlan.fromCall(0, Fault.FAILS_BEFORE));
    Map<DestinationName, Supplier<BlobStore>> unopened = new LinkedHashMap<>(at(memory()));
    unopened.put(
        FAR,
        () -> {
          throw new BackstayException(ErrorCode.STORE_NOT_FOUND, "not mounted");
        });

    // When // Then
    assertThatThrownBy(() -> establish(fresh, at(memory(), dead)))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
        .hasMessageContaining("place1");
    assertThatThrownBy(() -> establish(fresh, unopened)).hasMessageContaining("far");
    assertThat(CommittedRuns.objects(fresh)).isEmpty();
  }

  @Test
  void staleRemainsWithoutAConfigAreNotTakenForEmpty() {
    // Given
    publish(near, first);
    near.delete(BlobName.of("config"));
    BlobStore fresh = memory();

    // When // Then
    assertThatThrownBy(() -> establish(fresh, at(near)))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_EXISTS));
    assertThat(CommittedRuns.objects(fresh)).isEmpty();
  }

  @Test
  void aLostStagingGetsItsSkeletonBack() {
    // Given: neither destination has all, and one cannot be asked
    publish(near, first);
    publish(far, first);
    publish(far, second);
    BlobStore dead = FaultyBlobStore.wrap(memory(), FaultPlan.fromCall(0, Fault.FAILS_BEFORE));
    BlobStore fresh = memory();

    // When
    Established established = establish(fresh, at(near, dead, far));

    // Then
    assertThat(established.origin()).isEqualTo(Origin.DESTINATIONS);
    assertThat(established.vault().id()).isEqualTo(runs.vault().id());
    assertThat(established.withheld()).isEmpty();
    assertThat(ids(fresh, ObjectKind.PACK))
        .containsExactlyInAnyOrderElementsOf(packs(PackContent.TREE));
    assertThat(ids(fresh, ObjectKind.SNAPSHOT)).hasSize(2);
    try (VaultReader reader = established.vault().reader()) {
      for (RunManifest run : List.of(first, second)) {
        var snapshot = established.vault().snapshots().read(run.snapshot().id());
        assertThat(reader.tree(snapshot.snapshot().tree()).nodes()).isNotEmpty();
      }
    }
  }

  @Test
  void aStagingThatWasLostGoesOnWhereItWas() {
    // Given: what only the near destination has is needed at the far one
    publish(near, first);
    publish(near, second);
    publish(far, first);
    Vault vault = establish(memory(), at(near, far)).vault();
    var later = new CommittedRuns(vault, directory.resolve("files"), 2);
    later.plant("newest", 20_000);

    // When
    RunManifest third = later.commit();
    Place sibling = new Place(NEAR, near);
    PublicationReport report =
        new Publication(
                new Route(vault, new Place(FAR, far), List.of(sibling), PruneHistory.NONE),
                PublicationListener.NONE)
            .run(third.backup());

    // Then
    assertThat(third.facts().figures().bytesNew()).isLessThan(50_000);
    assertThat(report.copied().packsFromSiblings()).containsEntry(NEAR, 1L);
    assertReplica(far, first, third);
  }

  @Test
  void whatIsDamagedAtOneDestinationComesFromAnother() {
    // Given
    publish(near, second);
    publish(far, second);
    BlobId tree =
        second.packs().stream()
            .filter(pack -> pack.content() == PackContent.TREE)
            .findFirst()
            .orElseThrow()
            .id();
    BlobName pack = ObjectKind.PACK.name(tree);
    byte[] bytes = near.read(pack);
    bytes[0] ^= 1;
    var _ = near.put(pack, Payload.of(bytes), PutOptions.REPLACE);

    // When
    BlobStore alone = memory();
    BlobStore both = memory();
    Established withheld = establish(alone, at(near));
    Established whole = establish(both, at(near, far));

    // Then
    assertThat(withheld.withheld())
        .containsExactly(ObjectKind.INDEX.name(second.indexes().getFirst().id()));
    assertThat(whole.withheld()).isEmpty();
    assertThat(both.read(pack)).isEqualTo(far.read(pack));
  }

  @Test
  void destinationsOfTwoVaultsAreRefused() {
    // Given
    publish(near, first);
    Vault.init(far, CommittedRuns.PASSWORD, CommittedRuns.options());
    BlobStore fresh = memory();

    // When // Then
    assertThatThrownBy(() -> establish(fresh, at(near, far)))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_DIFFERENT));
    assertThat(fresh.stat(BlobName.of("config"))).isEmpty();
  }

  @Test
  @Tag("system")
  void anEstablishmentThatWasCutShortIsCompletedByTheNext() {
    // Given
    publish(near, first);
    publish(near, second);
    FaultyBlobStore recording = FaultyBlobStore.wrap(memory(), FaultPlan.none());
    establish(recording, at(near));
    Map<BlobName, byte[]> whole = CommittedRuns.objects(recording);

    for (int call = 0; call < recording.calls().size(); call++) {
      // When
      BlobStore fresh = memory();
      try {
        establish(
            FaultyBlobStore.wrap(fresh, FaultPlan.fromCall(call, Fault.FAILS_BEFORE)), at(near));
      } catch (BackstayException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
      }
      establish(fresh, at(near));

      // Then
      assertThat(CommittedRuns.objects(fresh).keySet()).isEqualTo(whole.keySet());
    }
  }

  private static Established establish(
      BlobStore store, Map<DestinationName, Supplier<BlobStore>> destinations) {
    return new VaultEstablishment(store, CommittedRuns.PASSWORD, CommittedRuns.options())
        .run(destinations);
  }

  private static Map<DestinationName, Supplier<BlobStore>> at(BlobStore... stores) {
    Map<DestinationName, Supplier<BlobStore>> places = new LinkedHashMap<>();
    for (BlobStore store : stores) {
      places.put(new DestinationName("place" + places.size()), () -> store);
    }
    return places;
  }
}
