package dev.backstay.pipeline.pruning;

import static dev.backstay.pipeline.pruning.PrunedVault.ALPHA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorKind;
import dev.backstay.pipeline.staging.CommittedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes apply the same prunes at once. */
@Tag("system")
@Timeout(300)
class PruneRaceTest {
  private static final int TRIES = 8;

  private final PrunedVault vault =
      new PrunedVault(
          PrunedVault.memory(), Map.of("near", PrunedVault.memory(), "far", PrunedVault.memory()));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void whoeverAppliesLeavesTheSame(int seed) throws InterruptedException, ExecutionException {
    // Given
    CommittedRun first = vault.run(ALPHA, seed, seed + 1);
    CommittedRun second = vault.run(ALPHA, seed + 1, seed + 2);
    CommittedRun third = vault.run(ALPHA, seed + 3);
    vault.publishEverywhere(first, second, third);
    vault.begin(third, first);
    vault.begin(third, second);

    // When
    List<Callable<Integer>> uploaders = new ArrayList<>();
    for (String destination : List.of("near", "near", "far", "far")) {
      uploaders.add(() -> applyOften(destination));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(uploaders.size())) {
      for (Future<Integer> uploader : threads.invokeAll(uploaders)) {
        assertThat(uploader.get()).isNotNegative();
      }
    }
    vault.applyEverywhere();

    // Then
    vault.requireAlike("raced", third);
    assertThat(vault.names("near", "data")).hasSize(2);
  }

  /** How often it found another one at work. */
  private int applyOften(String destination) {
    int conflicts = 0;
    for (int i = 0; i < TRIES; i++) {
      try {
        vault.apply(destination);
      } catch (BackstayException e) {
        assertThat(e.code().kind()).as(e.getMessage()).isEqualTo(ErrorKind.TRANSIENT);
        conflicts++;
      }
    }
    return conflicts;
  }
}
