package dev.backstay.vault.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.vault.BlobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrunePlanTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int ROUNDS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 20260301})
  void whateverIsFoundNothingNeededIsLostAndWasteIsBounded(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      List<PackState> packs = randomPacks(random);
      Duration grace = Duration.ofHours(random.nextInt(3) * 12L);
      double share = random.nextInt(4) * 0.1;
      PruneOptions options = new PruneOptions(grace, share, false);

      // When
      PrunePlan plan = PrunePlan.of(packs, options, NOW);

      // Then
      String place = "seed " + seed + " round " + round;
      assertNothingNeededIsLost(packs, plan, grace, place);
      long used = packs.stream().mapToLong(PackState::usedBytes).sum();
      long waste =
          packs.stream()
              .filter(pack -> pack.isUsed() && !plan.repack().contains(pack.id()))
              .mapToLong(PackState::unusedBytes)
              .sum();
      assertThat((double) waste).as(place).isLessThanOrEqualTo(share * (used + waste) + 1);
      assertThat(PrunePlan.of(applied(packs, plan, random), options, NOW).repack())
          .as(place)
          .isEmpty();
    }
  }

  private static void assertNothingNeededIsLost(
      List<PackState> packs, PrunePlan plan, Duration grace, String place) {
    for (PackState pack : packs) {
      boolean repacked = plan.repack().contains(pack.id());
      boolean deleted = plan.delete().contains(pack.id());
      boolean marked = plan.marks().containsKey(pack.id());
      if (pack.isUsed() && !repacked) {
        assertThat(deleted || marked).as(place).isFalse();
      } else {
        assertThat(deleted ^ marked).as(place).isTrue();
      }
      if (deleted && !grace.isZero()) {
        assertThat(pack.isUsed()).as(place).isFalse();
        assertThat(pack.marked().orElseThrow()).as(place).isBeforeOrEqualTo(NOW.minus(grace));
      }
      assertThat(repacked && pack.unusedBytes() == 0).as(place).isFalse();
    }
  }

  /** What the next prune finds: repacked packs are waste, their blobs lie in full packs. */
  private static List<PackState> applied(List<PackState> packs, PrunePlan plan, Random random) {
    List<PackState> next = new ArrayList<>();
    for (PackState pack : packs) {
      if (plan.delete().contains(pack.id())) {
        continue;
      }
      Optional<Instant> mark = Optional.ofNullable(plan.marks().get(pack.id()));
      boolean repacked = plan.repack().contains(pack.id());
      next.add(
          new PackState(
              pack.id(),
              pack.size(),
              pack.indexed(),
              repacked ? 0 : pack.usedBytes(),
              pack.unusedBytes() + (repacked ? pack.usedBytes() : 0),
              mark));
    }
    for (PackState pack : packs) {
      if (plan.repack().contains(pack.id())) {
        next.add(
            new PackState(id(random), pack.size(), true, pack.usedBytes(), 0, Optional.empty()));
      }
    }
    return next;
  }

  private static List<PackState> randomPacks(Random random) {
    List<PackState> packs = new ArrayList<>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      long used = random.nextBoolean() ? random.nextInt(1000) : 0;
      long unused = random.nextBoolean() ? random.nextInt(1000) : 0;
      Optional<Instant> marked =
          random.nextInt(3) == 0
              ? Optional.of(NOW.minus(Duration.ofHours(random.nextInt(48))))
              : Optional.empty();
      packs.add(
          new PackState(
              id(random),
              used + unused + 36,
              used > 0 || random.nextInt(5) > 0,
              used,
              unused,
              marked));
    }
    return packs;
  }

  private static BlobId id(Random random) {
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  @Test
  void theMostWastefulPacksAreRepackedFirst() {
    // Given
    Random random = new Random(5);
    PackState hardly = new PackState(id(random), 1000, true, 990, 10, Optional.empty());
    PackState half = new PackState(id(random), 1000, true, 500, 500, Optional.empty());

    // When
    PrunePlan plan = PrunePlan.of(List.of(hardly, half), PruneOptions.DEFAULTS, NOW);

    // Then
    assertThat(plan.repack()).containsExactly(half.id());
    assertThat(plan.marks()).containsExactly(Map.entry(half.id(), NOW));
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void aMarkedPackThatIsNeededAgainIsKeptAndUnmarked() {
    // Given
    Instant longAgo = NOW.minus(Duration.ofDays(9));
    PackState again = new PackState(id(new Random(6)), 99, true, 60, 0, Optional.of(longAgo));

    // When
    PrunePlan plan = PrunePlan.of(List.of(again), PruneOptions.DEFAULTS, NOW);

    // Then
    Set<BlobId> touched = new HashSet<>(plan.delete());
    touched.addAll(plan.marks().keySet());
    touched.addAll(plan.repack());
    assertThat(touched).isEmpty();
  }
}
