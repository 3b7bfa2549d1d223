package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.CleaningPlan.Confirmation;
import dev.backstay.pipeline.publication.CleaningPlan.Reason;
import dev.backstay.pipeline.publication.CleaningPlan.Removal;
import dev.backstay.pipeline.publication.StagingInventory.Run;
import dev.backstay.vault.BlobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CleaningPlanTest {
  private static final long AMPLE = 1_000_000;
  private static final long NO_WRITER = 0;
  private static final DestinationName NEAR = new DestinationName("near");
  private static final DestinationName FAR = new DestinationName("far");
  private static final BlobId DATA = new BlobId(1, 0, 0, 0);
  private static final BlobId OTHER = new BlobId(2, 0, 0, 0);
  private static final BlobId TREE = new BlobId(3, 0, 0, 0);

  @Test
  void aPackGoesOnceEveryDestinationHasIt() {
    // Given
    Run run = run(true, Map.of(DATA, PackContent.DATA), Set.of(NEAR, FAR), Set.of());

    // When
    CleaningPlan some = plan(run, Map.of(NEAR, Set.of(DATA)), AMPLE);
    CleaningPlan all = plan(run, Map.of(NEAR, Set.of(DATA), FAR, Set.of(DATA)), AMPLE);

    // Then
    assertThat(some.removals()).isEmpty();
    assertThat(some.bytesAfter()).isEqualTo(100);
    assertThat(all.removals()).containsExactly(new Removal(DATA, 100, Reason.CONFIRMED_BY_ALL));
    assertThat(all.bytesAfter()).isZero();
  }

  @Test
  void whenRoomIsShortOneDestinationIsEnoughButNoneIsNot() {
    // Given
    Run run =
        run(
            false,
            Map.of(DATA, PackContent.DATA, OTHER, PackContent.DATA),
            Set.of(NEAR, FAR),
            Set.of());
    var inventory =
        new StagingInventory(
            Map.of(DATA, 100L, OTHER, 100L), List.of(run), Map.of(NEAR, Set.of(DATA)));

    // When // Then
    assertThat(CleaningPlan.of(inventory, 150, NO_WRITER).removals())
        .containsExactly(new Removal(DATA, 100, Reason.CONFIRMED_BY_SOME));
    assertThat(CleaningPlan.of(inventory, 1, NO_WRITER).removals()).hasSize(1);
    assertThat(CleaningPlan.of(inventory, AMPLE, NO_WRITER).removals()).isEmpty();
  }

  @Test
  void aWriterWithAPackInHandFindsRoomBeforeTheLimitIsReached() {
    // Given: less is staged than the limit, but not one pack less
    Run run = run(false, Map.of(DATA, PackContent.DATA), Set.of(NEAR, FAR), Set.of());
    var inventory =
        new StagingInventory(Map.of(DATA, 100L), List.of(run), Map.of(NEAR, Set.of(DATA)));

    // When // Then
    assertThat(CleaningPlan.of(inventory, 150, NO_WRITER).removals()).hasSize(1);
    assertThat(CleaningPlan.of(inventory, 250, NO_WRITER).removals()).isEmpty();
    assertThat(CleaningPlan.of(inventory, 250, 200).removals()).as("a longer one").hasSize(1);
  }

  @Test
  void packsOfDirectoriesAndOfNobodyStay() {
    // Given
    Run run = run(true, Map.of(TREE, PackContent.TREE), Set.of(NEAR), Set.of());
    Map<DestinationName, Set<BlobId>> confirmed = Map.of(NEAR, Set.of(TREE, OTHER));
    var inventory = new StagingInventory(Map.of(TREE, 100L, OTHER, 100L), List.of(run), confirmed);

    // When
    CleaningPlan plan = CleaningPlan.of(inventory, 1, NO_WRITER);

    // Then
    assertThat(plan.removals()).isEmpty();
    assertThat(plan.confirmations()).isEmpty();
    assertThat(plan.bytesAfter()).isEqualTo(100);
  }

  @Test
  void aSourceThatIsNotInThePolicyKeepsItsPacks() {
    // Given
    Run run = run(true, Map.of(DATA, PackContent.DATA), Set.of(), Set.of());

    // When // Then
    assertThat(plan(run, Map.of(NEAR, Set.of(DATA)), 1).removals()).isEmpty();
  }

  @Test
  void aPackThatTwoRunsOwnWaitsForTheDestinationsOfBoth() {
    // Given
    Run one = run(true, Map.of(DATA, PackContent.DATA), Set.of(NEAR), Set.of());
    Run two = run(false, Map.of(DATA, PackContent.DATA), Set.of(FAR), Set.of());
    var inventory =
        new StagingInventory(Map.of(DATA, 100L), List.of(one, two), Map.of(NEAR, Set.of(DATA)));

    // When // Then
    assertThat(CleaningPlan.of(inventory, AMPLE, NO_WRITER).removals()).isEmpty();
  }

  @Test
  void aConfirmationServesUntilItsRunIsPublishedThere() {
    // Given: the pack has left staging
    Map<BlobId, PackContent> packs = Map.of(DATA, PackContent.DATA);
    Map<DestinationName, Set<BlobId>> confirmed = Map.of(NEAR, Set.of(DATA));
    Run open = run(false, packs, Set.of(NEAR), Set.of());
    Run committed = run(true, packs, Set.of(NEAR), Set.of());
    Run stored = run(true, packs, Set.of(NEAR), Set.of(NEAR));

    // When // Then
    for (Run run : List.of(open, committed)) {
      assertThat(
              CleaningPlan.of(
                      new StagingInventory(Map.of(), List.of(run), confirmed), AMPLE, NO_WRITER)
                  .confirmations())
          .isEmpty();
    }
    for (List<Run> runs : List.of(List.of(stored), List.<Run>of())) {
      assertThat(
              CleaningPlan.of(new StagingInventory(Map.of(), runs, confirmed), AMPLE, NO_WRITER)
                  .confirmations())
          .containsExactly(new Confirmation(NEAR, DATA));
    }
  }

  @Test
  void whateverIsStagedNothingUnconfirmedEverGoes() {
    Random random = new Random(20260301);
    for (int round = 0; round < 2_000; round++) {
      // Given
      StagingInventory inventory = inventory(random);

      // When
      CleaningPlan plan = CleaningPlan.of(inventory, random.nextLong(2_000), NO_WRITER);

      // Then
      for (Removal removal : plan.removals()) {
        Set<DestinationName> awaited = new HashSet<>();
        for (Run run : inventory.runs()) {
          if (run.packs().containsKey(removal.pack())) {
            assertThat(run.packs()).containsEntry(removal.pack(), PackContent.DATA);
            awaited.addAll(run.destinations());
          }
        }
        long holders =
            awaited.stream()
                .filter(name ->
                    inventory.confirmed().getOrDefault(name, Set.of()).contains(removal.pack()))
                .count();
        assertThat(holders).isPositive();
        assertThat(removal.reason() == Reason.CONFIRMED_BY_ALL)
            .isEqualTo(holders == awaited.size());
      }
      assertThat(plan.removals()).doesNotHaveDuplicates();
      assertThat(plan.bytesAfter()).isNotNegative();
    }
  }

  private static StagingInventory inventory(Random random) {
    List<DestinationName> names = List.of(NEAR, FAR, new DestinationName("third"));
    Map<BlobId, Long> packs = new HashMap<>();
    Map<DestinationName, Set<BlobId>> confirmed = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      var pack = new BlobId(i, 0, 0, 0);
      if (random.nextBoolean()) {
        packs.put(pack, random.nextLong(1, 300));
      }
      for (DestinationName name : names) {
        if (random.nextInt(3) > 0) {
          confirmed.computeIfAbsent(name, _ -> new HashSet<>()).add(pack);
        }
      }
    }
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Map<BlobId, PackContent> own = new HashMap<>();
      for (int p = 0; p < 12; p++) {
        if (random.nextInt(3) == 0) {
          own.put(new BlobId(p, 0, 0, 0), p < 3 ? PackContent.TREE : PackContent.DATA);
        }
      }
      Set<DestinationName> wanted = new HashSet<>(names);
      wanted.removeIf(_ -> random.nextInt(3) == 0);
      runs.add(run(random.nextBoolean(), own, wanted, Set.of()));
    }
    return new StagingInventory(packs, runs, confirmed);
  }

  private static CleaningPlan plan(
      Run run, Map<DestinationName, Set<BlobId>> confirmed, long limit) {
    return CleaningPlan.of(
        new StagingInventory(Map.of(DATA, 100L), List.of(run), confirmed), limit, NO_WRITER);
  }

  private static Run run(
      boolean committed,
      Map<BlobId, PackContent> packs,
      Set<DestinationName> destinations,
      Set<DestinationName> stored) {
    return new Run(
        BackupId.manual(new SourceName("files"), packs + " " + destinations + committed),
        committed,
        packs,
        destinations,
        stored);
  }
}
