package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.publication.PublicationReport.Outcome;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.ForwardingBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.object.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PublicationTest extends TwoRuns {
  @Test
  void aPublishedBackupIsWholeAndSoIsWhatItRefersTo() {
    // When: the second alone, which needs the first one's packs
    PublicationReport report = publish(near, second);

    // Then
    assertThat(report.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(report.vaultCreated()).isTrue();
    assertThat(report.copied().packs()).isEqualTo(first.packs().size() + second.packs().size());
    assertThat(report.copied().bytes()).isEqualTo(bytes(first) + bytes(second));
    assertThat(ids(near, ObjectKind.SNAPSHOT)).containsExactly(second.snapshot().id());
    assertThat(staging.stat(StagingNames.stored(second.backup(), NEAR))).isPresent();
    assertThat(staging.stat(StagingNames.stored(first.backup(), NEAR))).isEmpty();
    for (StagedPack pack : second.packs()) {
      assertThat(staging.stat(StagingNames.confirmed(NEAR, pack.id()))).isPresent();
    }

    // When
    publish(near, first);

    // Then
    assertReplica(near);
  }

  @Test
  void publishingTwiceChangesNothing() {
    // Given
    publish(near, first);

    // When
    PublicationReport again = publish(near, first);
    staging.delete(StagingNames.stored(first.backup(), NEAR));
    PublicationReport unmarked = publish(near, first);

    // Then
    assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_PUBLISHED);
    assertThat(unmarked.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(unmarked.copied().packs()).isZero();
    assertThat(unmarked.copied().packsPresent()).isEqualTo(first.packs().size());
  }

  @Test
  void publishersAtTheSameTimeAreHarmless() throws ExecutionException, InterruptedException {
    // Given
    List<Callable<PublicationReport>> publishers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      publishers.add(() -> publish(near, first));
      publishers.add(() -> publish(near, second));
    }

    // When
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<PublicationReport> report : threads.invokeAll(publishers)) {
        assertThat(report.get().outcome()).isNotEqualTo(Outcome.FORGOTTEN);
      }
    }

    // Then
    assertReplica(near);
  }

  @Test
  void nothingIsSeenBeforeAllItNeedsIsThere() {
    // Given
    var ordered = new OrderedStore(near, runs.vault());

    // When
    publish(ordered, second);
    publish(ordered, first);

    // Then
    assertThat(ordered.puts).isGreaterThan(4);
    assertReplica(near);
  }

  @Test
  void whatStagingHoldsNoMoreComesFromASibling() {
    // Given
    publish(near, first);
    publish(near, second);
    dropData();

    // When
    PublicationReport report =
        new Publication(route(FAR, far, new Place(NEAR, near)), PublicationListener.NONE)
            .run(second.backup());

    // Then
    long data = packs(PackContent.DATA).size();
    assertThat(report.copied().packsFromSiblings()).isEqualTo(Map.of(NEAR, data));
    publishFar(first, new Place(NEAR, near));
    assertReplica(far);
  }

  @Test
  void aDamagedOrUnreachableSiblingIsPassedOver() {
    // Given
    BlobStore third = memory();
    publish(near, first);
    publish(third, first);
    dropData();
    BlobName pack = ObjectKind.PACK.name(dataOf(first));
    byte[] bytes = near.read(pack);
    bytes[bytes.length / 2] ^= 1;
    var _ = near.put(pack, Payload.of(bytes), PutOptions.REPLACE);
    BlobStore dead = FaultyBlobStore.wrap(memory(), FaultPlan.fromCall(0, Fault.FAILS_BEFORE));

    // When
    PublicationReport report =
        publishFar(
            first,
            new Place(new DestinationName("dead"), dead),
            new Place(NEAR, near),
            new Place(new DestinationName("third"), third));

    // Then
    assertThat(report.copied().packsFromSiblings()).containsKey(new DestinationName("third"));
    assertThat(report.copied().damaged()).singleElement().asString().contains(pack.value());
    assertThat(ids(far, ObjectKind.SNAPSHOT)).containsExactly(first.snapshot().id());
  }

  @Test
  void whatNobodyHasIsNamedAndNothingIsPublished() {
    // Given
    BlobId lost = dataOf(first);
    staging.delete(StagingNames.pack(lost));

    // When // Then
    assertThatThrownBy(() -> publishFar(second, new Place(NEAR, near)))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_MISSING))
        .hasMessageContaining(lost.hex());
    assertThat(ids(far, ObjectKind.SNAPSHOT)).isEmpty();
    assertThat(ids(far, ObjectKind.INDEX)).isEmpty();

    // When: the one that may have it cannot be asked, a later try may help
    BlobStore dead = FaultyBlobStore.wrap(near, FaultPlan.fromCall(0, Fault.FAILS_BEFORE));
    assertThatThrownBy(() -> publishFar(second, new Place(NEAR, dead)))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
        .hasMessageContaining(lost.hex());
  }

  @Test
  void aStoreThatLosesWhatItAcknowledgedIsCaught() {
    for (ObjectKind kind : List.of(ObjectKind.PACK, ObjectKind.INDEX, ObjectKind.SNAPSHOT)) {
      // Given
      BlobStore honest = memory();
      var lying = new LyingStore(honest, kind);

      // When // Then
      assertThatThrownBy(() -> publish(lying, second))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT))
          .hasMessageContaining(kind.folder() + "/");
      assertThat(ids(honest, ObjectKind.SNAPSHOT)).isEmpty();
      assertThat(staging.stat(StagingNames.stored(second.backup(), NEAR))).isEmpty();
    }
  }

  @Test
  void aPackOfTheRightSizeButWrongBytesIsNotTakenForGood() {
    // Given
    publish(near, first);
    StagedPack pack = first.packs().getFirst();
    var _ =
        far.put(
            ObjectKind.PACK.name(pack.id()),
            Payload.of(new byte[Math.toIntExact(pack.length())]),
            PutOptions.REPLACE);
    var _ =
        far.put(
            BlobName.of("config"),
            Payload.of(near.read(BlobName.of("config"))),
            PutOptions.REPLACE);

    // When
    PublicationReport report = publishFar(first);

    // Then
    assertThat(report.copied().packs()).isEqualTo(first.packs().size());
    assertThat(far.read(ObjectKind.PACK.name(pack.id())))
        .isEqualTo(staging.read(StagingNames.pack(pack.id())));
  }

  @Test
  void anotherVaultIsRefusedUntouched() {
    // Given
    Vault.init(far, CommittedRuns.PASSWORD, CommittedRuns.options());
    Set<BlobName> before = CommittedRuns.objects(far).keySet();

    // When // Then
    assertThatThrownBy(() -> publishFar(first))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_DIFFERENT));
    assertThat(CommittedRuns.objects(far).keySet()).isEqualTo(before);
  }

  @Test
  void whatWasForgottenOrNeverCommittedIsNotPublished() {
    // Given
    PruneHistory history = history(first.snapshot().id(), Map.of());
    var publication =
        new Publication(
            new Route(runs.vault(), new Place(FAR, far), List.of(), history),
            PublicationListener.NONE);

    // When // Then
    assertThat(publication.run(first.backup()).outcome()).isEqualTo(Outcome.FORGOTTEN);
    assertThat(CommittedRuns.objects(far)).isEmpty();
    assertThatThrownBy(() -> publication.run(BackupId.manual(CommittedRuns.SOURCE, "never")))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_MISSING));
  }

  @Test
  void anIndexThatAPruneReplacedIsTakenInItsNewForm() {
    // Given: the first run's index is gone from the vault, and another tells of its packs
    BlobId old = first.indexes().getFirst().id();
    byte[] json = runs.vault().objects().read(ObjectKind.INDEX, old);
    byte[] file = runs.vault().objects().seal(json);
    BlobId successor = BlobId.hash(file);
    runs.vault().objects().put(ObjectKind.INDEX, successor, file);
    staging.delete(StagingNames.index(old));
    var route =
        new Route(
            runs.vault(),
            new Place(FAR, far),
            List.of(),
            history(BlobId.hash(new byte[0]), Map.of(old, List.of(successor))));

    // When
    new Publication(route, PublicationListener.NONE).run(second.backup());

    // Then
    assertThat(ids(far, ObjectKind.INDEX))
        .containsExactlyInAnyOrder(successor, second.indexes().getFirst().id());
    for (StagedPack pack : first.packs()) {
      assertThat(far.stat(ObjectKind.PACK.name(pack.id()))).isPresent();
    }
  }

  /** Holds whatever is put to the order of publishing. */
  private static final class OrderedStore extends ForwardingBlobStore {
    private final Vault vault;
    private int puts;

    OrderedStore(BlobStore store, Vault vault) {
      super(store);
      this.vault = vault;
    }

    @Override
    public synchronized PutOutcome put(BlobName name, Payload payload, PutOptions options) {
      puts++;
      if (name.value().startsWith("index/")) {
        BlobId id = BlobId.parse(name.lastSegment());
        for (var pack : decode(vault, id)) {
          assertThat(stat(ObjectKind.PACK.name(pack))).isPresent();
        }
      }
      if (name.value().startsWith("data/")) {
        assertThat(stat(BlobName.of("config"))).isPresent();
      }
      if (name.value().startsWith("snapshots/")) {
        assertThat(vault.objects().at(this).list(ObjectKind.INDEX)).isNotEmpty();
      }
      return super.put(name, payload, options);
    }

    private static List<BlobId> decode(Vault vault, BlobId index) {
      try {
        return IndexFile.decode(vault.objects().read(ObjectKind.INDEX, index)).stream()
            .map(IndexFile.Pack::id)
            .toList();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Acknowledges every object of a kind and keeps none. */
  private static final class LyingStore extends ForwardingBlobStore {
    private final ObjectKind kind;

    LyingStore(BlobStore store, ObjectKind kind) {
      super(store);
      this.kind = kind;
    }

    @Override
    public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
      return name.value().startsWith(kind.folder() + "/")
          ? PutOutcome.STORED
          : super.put(name, payload, options);
    }
  }
}
