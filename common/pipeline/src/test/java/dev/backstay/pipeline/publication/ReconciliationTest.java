package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.pipeline.staging.RunManifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconciliationTest extends TwoRuns {
  @Test
  void aDestinationThatLostEverythingIsFilledAnew() {
    // Given
    publish(near, first);
    publish(near, second);
    CommittedRuns.objects(near).keySet().forEach(near::delete);
    var reconciliation = new Reconciliation(staging, PruneHistory.NONE);

    // When // Then: oldest first
    List<RunManifest> lacking = reconciliation.lacking(new Place(NEAR, near), _ -> true);
    assertThat(lacking).containsExactly(first, second);

    // When
    publish(near, second);

    // Then: the mark of the other one is not believed any more
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> true)).containsExactly(first);
    publish(near, first);
    assertReplica(near);
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> true)).isEmpty();
  }

  @Test
  void onlyWhatADestinationServesAndNobodyForgotIsLacking() {
    // Given
    var history = history(first.snapshot().id(), Map.of());

    // When // Then
    assertThat(new Reconciliation(staging, history).lacking(new Place(NEAR, near), _ -> true))
        .containsExactly(second);
    assertThat(new Reconciliation(staging, history).lacking(new Place(NEAR, near), _ -> false))
        .isEmpty();
  }
}
