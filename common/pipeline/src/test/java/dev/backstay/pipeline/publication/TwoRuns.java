package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.Vault;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.object.ObjectKind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two committed runs in staging, the second of which refers to the first, and places for them. */
abstract class TwoRuns {
  static final DestinationName NEAR = new DestinationName("near");
  static final DestinationName FAR = new DestinationName("far");

  @TempDir Path directory;
  final BlobStore staging = memory();
  final BlobStore near = memory();
  final BlobStore far = memory();
  CommittedRuns runs;
  RunManifest first;
  RunManifest second;

  @BeforeEach
  void backUp() {
    runs = new CommittedRuns(staging, directory.resolve("files"));
    runs.plant("shared", 30_000);
    first = runs.commit();
    runs.plant("new", 40_000);
    second = runs.commit();
  }

  static PruneHistory history(BlobId forgotten, Map<BlobId, List<BlobId>> successors) {
    return new PruneHistory() {
      @Override
      public boolean forgets(BlobId snapshot) {
        return snapshot.equals(forgotten);
      }

      @Override
      public Optional<List<BlobId>> successors(BlobId index) {
        return Optional.ofNullable(successors.get(index));
      }
    };
  }

  static BlobStore memory() {
    return new MemoryBlobStore(InstantSource.system());
  }

  Route route(DestinationName name, BlobStore store, Place... siblings) {
    return new Route(runs.vault(), new Place(name, store), List.of(siblings), PruneHistory.NONE);
  }

  /** Publishes at any store under one name: to be filled, as far as that takes somebody's word. */
  PublicationReport publish(BlobStore store, RunManifest run) {
    if (store.stat(SealedFile.CONFIG).isEmpty()) {
      RefillConsent.give(store);
    }
    return new Publication(route(NEAR, store), PublicationListener.NONE).run(run.backup());
  }

  PublicationReport publishFar(RunManifest run, Place... siblings) {
    return new Publication(route(FAR, far, siblings), PublicationListener.NONE).run(run.backup());
  }

  Set<BlobId> packs(PackContent content) {
    Set<BlobId> packs = new HashSet<>();
    for (RunManifest run : List.of(first, second)) {
      run.packs().stream()
          .filter(pack -> pack.content() == content)
          .forEach(pack -> packs.add(pack.id()));
    }
    return packs;
  }

  void dropData() {
    packs(PackContent.DATA).forEach(pack -> staging.delete(StagingNames.pack(pack)));
  }

  static BlobId dataOf(RunManifest run) {
    return run.packs().stream()
        .filter(pack -> pack.content() == PackContent.DATA)
        .map(StagedPack::id)
        .findFirst()
        .orElseThrow();
  }

  static long bytes(RunManifest run) {
    return run.packs().stream().mapToLong(StagedPack::length).sum();
  }

  static Map<BlobId, Long> lengths(RunManifest run) {
    return run.packs().stream().collect(Collectors.toMap(StagedPack::id, StagedPack::length));
  }

  static List<BlobId> ids(BlobStore store, ObjectKind kind) {
    List<BlobId> ids = new ArrayList<>();
    store.list(kind.folder(), stat -> kind.idOf(stat.name()).ifPresent(ids::add));
    return ids;
  }

  /** Reads every byte of a destination, which has these two runs. */
  void assertReplica(BlobStore replica) {
    assertReplica(replica, first, second);
  }

  /** Reads every byte of a destination, which has these runs. */
  static void assertReplica(BlobStore replica, RunManifest... published) {
    try (Vault vault = Vault.open(replica, CommittedRuns.PASSWORD, CommittedRuns.options())) {
      vault.check(CheckDepth.READ_DATA, Progress.SILENT).orFail();
      assertThat(ids(replica, ObjectKind.SNAPSHOT))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(published).map(run -> run.snapshot().id()).toList());
    }
  }
}
