package dev.backstay.pipeline.pruning;

import static dev.backstay.pipeline.pruning.PrunedVault.ALPHA;
import static dev.backstay.pipeline.pruning.PrunedVault.BETA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreCall;
import dev.backstay.store.StoreOperation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of a prune to staging or to a destination goes wrong once; then it is run again. */
@Tag("system")
@Timeout(600)
class PruneFaultsTest {
  private final PrunedVault template =
      new PrunedVault(
          PrunedVault.memory(), Map.of("near", PrunedVault.memory(), "far", PrunedVault.memory()));

  private final CommittedRun first = template.run(ALPHA, 1, 2);
  private final CommittedRun second = template.run(ALPHA, 3);
  private final CommittedRun other = template.run(BETA, 2, 4);
  private final CommittedRun third = template.run(ALPHA, 5);
  private final PruneRequested one = template.request(third, first);
  private final PruneRequested two = template.request(third, second);

  PruneFaultsTest() {
    template.publishEverywhere(first, second, other, third);
  }

  /** Where faults happen. */
  enum Where {
    STAGING,
    DESTINATION
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultOfStagingCostsNothingButTime(Fault fault) {
    sweep(Where.STAGING, fault);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultOfADestinationCostsNothingButTime(Fault fault) {
    sweep(Where.DESTINATION, fault);
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  void aProcessMayDieAtAnyCall(Where where) {
    for (StoreCall call : calls(where)) {
      check(
          where,
          FaultPlan.fromCall(call.number(), Fault.FAILS_BEFORE),
          "%s dies at %s".formatted(where, call));
    }
  }

  private void sweep(Where where, Fault fault) {
    for (StoreCall call : calls(where)) {
      if (fault.visits(call.number()) && touches(fault, call)) {
        check(
            where,
            FaultPlan.onCall(call.number(), fault),
            "%s of %s at %s".formatted(fault, where, call));
      }
    }
  }

  private static boolean touches(Fault fault, StoreCall call) {
    return switch (fault) {
      case FLIPPED_BIT -> call.operation() == StoreOperation.READ;
      case LOST_ENTRIES -> call.operation() == StoreOperation.LIST;
      case TWICE ->
          call.operation() == StoreOperation.PUT || call.operation() == StoreOperation.DELETE;
      default -> true;
    };
  }

  private List<StoreCall> calls(Where where) {
    PrunedVault vault = template.cloned();
    FaultyBlobStore recording = prune(vault, where, FaultPlan.none(), new ArrayList<>());
    vault.unlock();
    assertThat(vault.names("near", "data")).hasSize(5);
    return recording.calls();
  }

  /** Both prunes from their requests to their end at one destination. */
  private FaultyBlobStore prune(
      PrunedVault vault, Where where, FaultPlan plan, List<Pruned> announced) {
    Place near = vault.place("near");
    BlobStore bare = where == Where.STAGING ? vault.staging() : near.store();
    FaultyBlobStore faulty = FaultyBlobStore.wrap(bare, plan);
    if (where == Where.STAGING) {
      vault.seeStagingAs(faulty);
    } else {
      near = new Place(near.name(), faulty);
    }
    try {
      Pruning pruning = vault.pruning();
      pruning.begin(one);
      pruning.begin(two);
      pruning.apply(near, announced::add);
    } catch (BackstayException e) {
      assertThat(e.code()).isNotEqualTo(ErrorCode.INTERNAL);
    }
    return faulty;
  }

  private void check(Where where, FaultPlan plan, String description) {
    // Given
    PrunedVault vault = template.cloned();
    List<Pruned> announced = new ArrayList<>();

    // When
    var _ = prune(vault, where, plan, announced);
    vault.unlock();

    // Then
    vault.requireSound("near", description);

    // When
    vault.pruning().begin(one);
    vault.pruning().begin(two);
    vault.pruning().apply(vault.place("near"), announced::add);
    vault.pruning().apply(vault.place("near"), announced::add);
    vault.applyEverywhere();

    // Then
    vault.requireAlike(description, other, third);
    assertThat(vault.names("near", "data")).as(description).hasSize(5);
    Set<String> steps = new HashSet<>();
    announced.forEach(step -> steps.add(step.prune() + " " + step.phase()));
    assertThat(steps).as(description).hasSize(2 * PrunePhase.values().length);
  }
}
