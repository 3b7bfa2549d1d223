package dev.backstay.pipeline.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.object.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StagingCleaningTest extends TwoRuns {
  private static final long AMPLE = 1 << 30;

  @Test
  void dataLeavesOnceEveryDestinationHasIt() {
    // Given
    StagingCleaning cleaning = cleaning(Set.of(NEAR, FAR), AMPLE);
    publish(near, second);

    // When // Then
    assertThat(cleaning.run(Set.of(NEAR, FAR)).packs()).isZero();

    // When
    publishFar(second);
    StagingCleaning.Report report = cleaning.run(Set.of(NEAR, FAR));

    // Then: the first run's packs went along, its publication can still be had from a sibling
    assertThat(report.packs()).isEqualTo(packs(PackContent.DATA).size());
    assertThat(report.packsOwed()).isZero();
    assertThat(report.bytesLeft()).isZero();
    assertThat(stagedPacks()).containsExactlyInAnyOrderElementsOf(packs(PackContent.TREE));

    // When
    publish(near, first);
    publishFar(first);
    cleaning.run(Set.of(NEAR, FAR));

    // Then
    assertReplica(near);
    assertReplica(far);
    assertThat(names("confirmed")).isEmpty();
    assertThat(cleaning.run(Set.of(NEAR, FAR)).packs()).isZero();

    // When: nothing is left to do, and directories take no room
    StagingCleaning.Report later = cleaning.run(Set.of(NEAR, FAR));

    // Then
    assertThat(later.bytesLeft()).isZero();
  }

  @Test
  void aDestinationThatLagsBehindHoldsStagingNoLongerThanThereIsRoom() {
    // Given
    publish(near, first);
    publish(near, second);

    // When
    StagingCleaning.Report report = cleaning(Set.of(NEAR, FAR), 1).run(Set.of(NEAR, FAR));

    // Then
    assertThat(report.packsOwed()).isEqualTo(packs(PackContent.DATA).size());
    publishFar(first, new Place(NEAR, near));
    publishFar(second, new Place(NEAR, near));
    assertReplica(far);
  }

  @Test
  void packsOfARunThatIsOpenLeaveToo() throws IOException {
    // Given: the second run as it is before its commit
    asOpen(second);
    new PackHint(route(NEAR, near), PublicationListener.NONE).copy(lengths(second));

    // When
    StagingCleaning.Report report = cleaning(Set.of(NEAR), AMPLE).run(Set.of(NEAR));

    // Then
    assertThat(report.packs())
        .isEqualTo(second.packs().stream().filter(p -> p.content() == PackContent.DATA).count());
    assertThat(names("confirmed/near")).hasSize(second.packs().size());
  }

  @Test
  void packsOfARunThatNobodyWorksOnStay() throws IOException {
    // Given
    asOpen(second);
    names(StagingNames.openings(second.backup())).forEach(staging::delete);
    new PackHint(route(NEAR, near), PublicationListener.NONE).copy(lengths(second));

    // When // Then
    assertThat(cleaning(Set.of(NEAR), 1).run(Set.of(NEAR)).packs()).isZero();
  }

  private void asOpen(RunManifest run) throws IOException {
    BackupId backup = run.backup();
    names(StagingNames.run(backup)).forEach(staging::delete);
    put(
        StagingNames.opening(backup, 1, "ab"),
        "{\"attempt\":1,\"worker\":{\"x\":1},\"source\":\"files\"}".getBytes(UTF_8));
    for (var index : run.indexes()) {
      byte[] json = runs.vault().objects().read(ObjectKind.INDEX, index.id());
      for (IndexFile.Pack pack : IndexFile.decode(json)) {
        put(
            StagingNames.sealed(backup, pack.id()),
            runs.vault().objects().seal(IndexFile.encode(List.of(pack))));
      }
      staging.delete(StagingNames.index(index.id()));
    }
  }

  private void put(BlobName name, byte[] bytes) {
    var _ = staging.put(name, Payload.of(bytes), PutOptions.REPLACE);
  }

  private StagingCleaning cleaning(Set<DestinationName> destinations, long limit) {
    return new StagingCleaning(
        runs.vault(),
        source -> Map.of(CommittedRuns.SOURCE, destinations).getOrDefault(source, Set.of()),
        limit);
  }

  private List<BlobName> names(String prefix) {
    List<BlobName> names = new ArrayList<>();
    staging.list(prefix, stat -> names.add(stat.name()));
    return names;
  }

  private List<BlobId> stagedPacks() {
    return ids(staging, ObjectKind.PACK);
  }
}
