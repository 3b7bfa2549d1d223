package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.object.ObjectKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One destination of three goes wrong at every call in turn, and is healed. */
@Tag("system")
class PublicationFaultTest extends TwoRuns {
  private static final DestinationName THIRD = new DestinationName("third");

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aHealedDestinationIsAsCompleteAsTheOthers(Fault fault) {
    // Given
    publishAll(near);
    publishAll(far);
    Map<BlobName, byte[]> whole = CommittedRuns.objects(near);
    FaultyBlobStore recording = FaultyBlobStore.wrap(memory(), FaultPlan.none());
    publishAll(THIRD, recording);
    int calls = recording.calls().size();

    for (int call : IntStream.range(0, calls).filter(fault::visits).toArray()) {
      // When
      forget(THIRD);
      BlobStore third = memory();
      BlobStore faulty = FaultyBlobStore.wrap(third, FaultPlan.onCall(call, fault));
      try {
        publishAll(THIRD, faulty);
      } catch (BackstayException e) {
        assertThat(e.code()).as("call " + call).isNotEqualTo(ErrorCode.INTERNAL);
      }
      // Then
      assertEverySnapshotIsWhole(third, whole, fault + " at call " + call);

      // When
      publishAll(THIRD, third);

      // Then
      assertSame(third, whole, fault + " at call " + call + ", healed");
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void stagingMayGoWrongAtAnyCall(Fault fault) {
    // Given
    publishAll(near);
    Map<BlobName, byte[]> whole = CommittedRuns.objects(near);
    Map<BlobName, byte[]> staged = CommittedRuns.objects(staging);
    FaultyBlobStore recording = FaultyBlobStore.wrap(staging, FaultPlan.none());
    publish(recording, far, second);

    for (int call : IntStream.range(0, recording.calls().size()).filter(fault::visits).toArray()) {
      // When
      forget(FAR);
      BlobStore destination = memory();
      FaultyBlobStore faulty = FaultyBlobStore.wrap(staging, FaultPlan.onCall(call, fault));
      try {
        publish(faulty, destination, second);
      } catch (BackstayException e) {
        assertThat(e.code()).as("call " + call).isNotEqualTo(ErrorCode.INTERNAL);
      }
      assertEverySnapshotIsWhole(destination, whole, fault + " at call " + call);
      publishAll(FAR, destination);

      // Then
      assertSame(destination, whole, fault + " of staging at call " + call);
    }
    staged.forEach((name, bytes) -> assertThat(staging.read(name)).isEqualTo(bytes));
  }

  @Test
  void stockResticFindsThreeDestinationsWhole() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), CommittedRuns.PASSWORD_TEXT);
    for (String name : List.of("one", "two", "three")) {
      // Given
      Path place = directory.resolve(name);
      BlobStore store = LocalBlobStore.create(place);
      BlobStore dying = FaultyBlobStore.wrap(store, FaultPlan.fromCall(25, Fault.FAILS_BEFORE));
      try {
        publishAll(new DestinationName(name), name.equals("two") ? dying : store);
        assertThat(name).isNotEqualTo("two");
      } catch (BackstayException e) {
        assertThat(name).isEqualTo("two");
      }

      // When
      publishAll(new DestinationName(name), store);

      // Then
      var oracle = new ResticOracle(place, password);
      // The lock of the publisher that died; its process is this one, so it does not look dead.
      oracle.run("unlock", "--remove-all").orFail();
      oracle.check().orFail();
      assertThat(oracle.run("snapshots", "--json").orFail().output())
          .contains(first.snapshot().id().hex())
          .contains(second.snapshot().id().hex());
    }
  }

  private void publish(BlobStore faultyStaging, BlobStore destination, RunManifest run) {
    Vault vault = Vault.open(faultyStaging, CommittedRuns.PASSWORD, CommittedRuns.options());
    new Publication(
            new Route(vault, new Place(FAR, destination), List.of(), PruneHistory.NONE),
            PublicationListener.NONE)
        .run(run.backup());
  }

  private void publishAll(BlobStore store) {
    publishAll(store.equals(near) ? NEAR : FAR, store);
  }

  private void publishAll(DestinationName name, BlobStore store) {
    for (RunManifest run : List.of(second, first)) {
      new Publication(route(name, store), PublicationListener.NONE).run(run.backup());
    }
  }

  /** Takes back what staging believes of a destination. */
  private void forget(DestinationName name) {
    CommittedRuns.objects(staging).keySet().stream()
        .filter(mark ->
            mark.value().startsWith("confirmed/" + name + "/")
                || mark.value().endsWith("/stored/" + name))
        .forEach(staging::delete);
  }

  private static void assertSame(BlobStore store, Map<BlobName, byte[]> whole, String what) {
    Map<BlobName, byte[]> found = CommittedRuns.objects(store);
    assertThat(found.keySet()).as(what).isEqualTo(whole.keySet());
    whole.forEach((name, bytes) -> {
      if (!Arrays.equals(bytes, found.get(name))) {
        fail(what + ": " + name + " differs");
      }
    });
  }

  /** A snapshot to be seen has everything; an index to be seen has its packs. */
  private void assertEverySnapshotIsWhole(
      BlobStore store, Map<BlobName, byte[]> whole, String what) {
    Map<BlobName, byte[]> found = CommittedRuns.objects(store);
    for (RunManifest run : List.of(first, second)) {
      boolean seen = found.containsKey(ObjectKind.SNAPSHOT.name(run.snapshot().id()));
      boolean indexed = found.containsKey(ObjectKind.INDEX.name(run.indexes().getFirst().id()));
      if (seen) {
        assertThat(indexed).as(what).isTrue();
      }
      if (indexed) {
        run.packs()
            .forEach(pack -> {
              BlobName name = ObjectKind.PACK.name(pack.id());
              if (!Arrays.equals(whole.get(name), found.get(name))) {
                fail(what + ": " + name + " is missing or differs");
              }
            });
      }
    }
  }
}
