package dev.backstay.pipeline.pruning;

import static dev.backstay.pipeline.pruning.PrunedVault.ALPHA;
import static dev.backstay.pipeline.pruning.PrunedVault.BETA;
import static dev.backstay.pipeline.pruning.PrunedVault.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs, publications and prunes in random order, within each other where they may be, with
 * destinations that are down for a while and prunes that die. One line replays a round: its seed.
 */
@Tag("system")
@Timeout(600)
class PruneRoundsTest {
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 4);
  private static final int STEPS = 40;
  private static final int FILES = 40;
  private static final int MOST_WITHIN = 6;

  /** Far enough to die anywhere in most prunes. */
  private static final int LATEST_DEATH = 120;

  /** Alpha goes everywhere, beta not to the third: alpha must never refer to what beta stored. */
  private static final Map<SourceName, Set<String>> DESTINATIONS =
      Map.of(ALPHA, Set.of("near", "far", "third"), BETA, Set.of("near", "far"));

  private final PrunedVault vault =
      new PrunedVault(
          PrunedVault.memory(),
          Map.of(
              "near", PrunedVault.memory(),
              "far", PrunedVault.memory(),
              "third", PrunedVault.memory()));

  private final List<CommittedRun> runs = new ArrayList<>();
  private final List<Set<Integer>> contents = new ArrayList<>();
  private final Set<CommittedRun> forgotten = new HashSet<>();
  private final Set<String> down = new HashSet<>();

  static LongStream seeds() {
    return LongStream.rangeClosed(1, ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensEveryKeptBackupIsWhole(long seed) {
    var random = new Random(seed * 1_000_003);
    for (int step = 0; step < STEPS; step++) {
      step(random, true);
      requireSound("round %d, step %d".formatted(seed, step));
    }
    down.clear();
    settle();
    requireSettled("round " + seed);
  }

  private void step(Random random, boolean alone) {
    try {
      switch (random.nextInt(alone ? 10 : 6)) {
        case 0 -> toggle(random);
        case 1, 2 -> prune(random);
        case 3, 4 -> apply(random);
        case 5, 6 -> publish(random);
        case 7, 8 -> run(random);
        default -> die(random);
      }
    } catch (BackstayException e) {
      assertThat(e.code()).isIn(ErrorCode.OBJECT_MISSING, ErrorCode.VAULT_LOCKED);
    }
  }

  private static Set<String> destinationsOf(SourceName source) {
    return Objects.requireNonNull(DESTINATIONS.get(source));
  }

  private void run(Random random) {
    SourceName source = random.nextBoolean() ? ALPHA : BETA;
    var scope =
        new DedupScope(each -> destinationsOf(each).containsAll(destinationsOf(source)), false);
    Set<Integer> seeds = new HashSet<>(Set.of(random.nextInt(FILES)));
    if (!contents.isEmpty()) {
      seeds.addAll(contents.get(random.nextInt(contents.size())));
      seeds.removeIf(_ -> seeds.size() > 1 && random.nextInt(3) == 0);
    }
    contents.add(Set.copyOf(seeds));
    int within = random.nextInt(MOST_WITHIN);
    var work =
        PrunedVault.filesOf(
            seeds,
            () -> {
              for (int i = 0; i < within; i++) {
                step(random, false);
              }
            });
    runs.add(vault.run(source, "run-" + runs.size(), scope, work));
  }

  private void publish(Random random) {
    if (!runs.isEmpty()) {
      CommittedRun run = runs.get(random.nextInt(runs.size()));
      for (String destination : new TreeSet<>(destinationsOf(run.commit().source()))) {
        if (!down.contains(destination) && random.nextInt(3) > 0) {
          vault.publish(run, destination);
        }
      }
    }
  }

  private void prune(Random random) {
    List<CommittedRun> kept = kept(random.nextBoolean() ? ALPHA : BETA);
    if (kept.size() > 1) {
      CommittedRun survivor = kept.remove(random.nextInt(kept.size()));
      kept.removeIf(_ -> random.nextInt(3) == 0);
      vault.begin(survivor, kept.toArray(CommittedRun[]::new));
      forgotten.addAll(kept);
    }
  }

  private List<CommittedRun> kept(SourceName source) {
    return new ArrayList<>(
        runs.stream()
            .filter(run -> run.commit().source().equals(source) && !forgotten.contains(run))
            .toList());
  }

  private String destination(Random random) {
    return List.of("near", "far", "third").get(random.nextInt(3));
  }

  private void apply(Random random) {
    String destination = destination(random);
    if (!down.contains(destination)) {
      vault.apply(destination);
    }
  }

  private void toggle(Random random) {
    String destination = destination(random);
    if (!down.remove(destination)) {
      down.add(destination);
    }
  }

  /** A process that dies while it applies prunes, at its own or at the store's call. */
  private void die(Random random) {
    Place place = vault.place(destination(random));
    FaultPlan death = FaultPlan.fromCall(random.nextInt(LATEST_DEATH), Fault.FAILS_BEFORE);
    try {
      if (random.nextBoolean()) {
        vault.seeStagingAs(FaultyBlobStore.wrap(vault.staging(), death));
      } else {
        place = new Place(place.name(), FaultyBlobStore.wrap(place.store(), death));
      }
      vault.pruning().apply(place, _ -> {});
    } catch (BackstayException e) {
      assertThat(e.code())
          .isIn(ErrorCode.STORE_UNREACHABLE, ErrorCode.OBJECT_MISSING, ErrorCode.VAULT_LOCKED);
    } finally {
      vault.unlock();
    }
  }

  private void requireSound(String description) {
    vault.places().forEach(name -> vault.requireSound(name, description));
  }

  /** Everybody does what is left to do. */
  private void settle() {
    for (CommittedRun run : runs) {
      for (String destination : destinationsOf(run.commit().source())) {
        vault.publish(run, destination);
      }
    }
    vault.applyEverywhere();
  }

  private void requireSettled(String description) {
    requireSound(description);
    vault
        .places()
        .forEach(name -> {
          Pruning.Applied last = vault.apply(name);
          assertThat(last.steps()).as(description).isEmpty();
          assertThat(last.refusals()).as(description).isEmpty();
          assertThat(last.waitsFor()).as(description).isEmpty();
          Set<String> snapshots = new TreeSet<>();
          runs.stream()
              .filter(run ->
                  !forgotten.contains(run) && destinationsOf(run.commit().source()).contains(name))
              .forEach(run -> snapshots.add(snapshot(run)));
          assertThat(vault.names(name, "snapshots")).as(description).isEqualTo(snapshots);
          assertThat(PrunedVault.names(vault.staging(), "index"))
              .as(description)
              .containsAll(vault.names(name, "index"));
        });
  }
}
