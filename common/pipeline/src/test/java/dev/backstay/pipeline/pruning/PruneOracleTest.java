package dev.backstay.pipeline.pruning;

import static dev.backstay.pipeline.pruning.PrunedVault.ALPHA;
import static dev.backstay.pipeline.pruning.PrunedVault.BETA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stock restic looks at three destinations in directories after each phase. */
@Tag("system")
@Timeout(300)
class PruneOracleTest {
  private static final List<String> DESTINATIONS = List.of("one", "two", "three");

  @TempDir Path directory;

  @Test
  void everyDestinationIsWholeToStockResticAfterEachPhase() throws IOException {
    // Given
    Map<String, BlobStore> stores = new HashMap<>();
    DESTINATIONS.forEach(name -> stores.put(name, LocalBlobStore.create(directory.resolve(name))));
    var vault = new PrunedVault(LocalBlobStore.create(directory.resolve("staging")), stores);
    CommittedRun first = vault.run(ALPHA, 1, 2);
    CommittedRun second = vault.run(BETA, 2, 3);
    CommittedRun third = vault.run(ALPHA, 4);
    CommittedRun fourth = vault.run(BETA, 5, 1);
    vault.publishEverywhere(first, second, third, fourth);
    BlobName opening =
        StagingNames.opening(first.commit().backup(), 2, "00"); // ended: its backup is committed
    var _ = vault.staging().put(opening, Payload.of(new byte[0]), PutOptions.REPLACE);

    // When
    vault.begin(third, first);
    vault.begin(fourth, second);
    CommittedRun open =
        vault.run(
            BETA,
            Set.of(6, 3),
            () ->
                DESTINATIONS.forEach(name -> assertThat(vault.apply(name).waitsFor()).isPresent()));

    // Then
    requireWhole(2);
    assertThat(vault.names("one", "data")).hasSize(8);

    // When
    vault.publishEverywhere(open);
    vault.applyEverywhere();

    // Then
    requireWhole(3);
    vault.requireAlike("deleted", third, fourth, open);
    assertThat(vault.names("one", "data")).hasSizeLessThan(10);
  }

  private void requireWhole(int snapshots) throws IOException {
    Path password = Files.writeString(directory.resolve("password"), PrunedVault.PASSWORD);
    for (String name : DESTINATIONS) {
      var oracle = new ResticOracle(directory.resolve(name), password);
      oracle.check().orFail();
      assertThat(oracle.run("snapshots", "--json").orFail().output().split("\"short_id\"", -1))
          .hasSize(snapshots + 1);
    }
  }
}
