package dev.backstay.pipeline.publication;

import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.publication.StagingInventory.Run;
import dev.backstay.vault.BlobId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may leave staging, decided from what it holds and nothing else.
 *
 * <p>A data pack goes once every destination that is to have it has confirmed it. When staging is
 * short of room it goes once any of them has: whoever lags behind gets it from there. A pack that
 * nobody confirmed, a pack of directories and a pack that belongs to no known run stay.
 *
 * <p>A confirmation goes once it serves no publication and no decision any more: the runs that own
 * the pack are published at that destination, and no data pack of that name is in staging.
 *
 * @param removals of packs, in the order in which they are to be carried out
 * @param bytesAfter of packs in staging other than those of directories, once this is carried out
 */
record CleaningPlan(List<Removal> removals, List<Confirmation> confirmations, long bytesAfter) {
  /**
   * Room is short while less than this part of the limit is free: writers need it for the packs
   * they have in hand.
   */
  private static final int HEADROOM_PART = 4;

  CleaningPlan {
    removals = List.copyOf(removals);
    confirmations = List.copyOf(confirmations);
  }

  /** A pack that goes. */
  record Removal(BlobId pack, long bytes, Reason reason) {}

  /** Why a pack may go. */
  enum Reason {
    /** Every destination has it. */
    CONFIRMED_BY_ALL,
    /** Room is short, and some destination has it. */
    CONFIRMED_BY_SOME
  }

  /** A mark that goes. */
  record Confirmation(DestinationName destination, BlobId pack) {}

  /** A data pack in staging with its destinations. */
  private record Candidate(BlobId pack, long bytes, int confirmed, int awaited) {
    boolean isEverywhere() {
      return awaited > 0 && confirmed == awaited;
    }
  }

  /**
   * Decides.
   *
   * @param packBytes that the longest pack may have: a writer may be waiting with one in hand, and
   *     nobody else makes room for it
   */
  static CleaningPlan of(StagingInventory inventory, long limitBytes, long packBytes) {
    Map<BlobId, List<Run>> owners = new HashMap<>();
    inventory
        .runs()
        .forEach(run ->
            run.packs()
                .keySet()
                .forEach(pack -> owners.computeIfAbsent(pack, _ -> new ArrayList<>()).add(run)));
    List<Candidate> candidates = new ArrayList<>();
    long bytes = 0;
    long longest = packBytes;
    for (Map.Entry<BlobId, Long> staged : inventory.packs().entrySet()) {
      List<Run> runs = owners.getOrDefault(staged.getKey(), List.of());
      if (isTree(staged.getKey(), runs)) {
        continue;
      }
      bytes += staged.getValue();
      longest = Math.max(longest, staged.getValue());
      candidates.add(candidate(staged.getKey(), staged.getValue(), runs, inventory));
    }
    long free = Math.max(limitBytes / HEADROOM_PART, longest);
    List<Removal> removals = new ArrayList<>();
    for (Candidate candidate : inOrder(candidates)) {
      boolean isShort = bytes > limitBytes - free;
      if (candidate.isEverywhere() || (isShort && candidate.confirmed() > 0)) {
        removals.add(
            new Removal(
                candidate.pack(),
                candidate.bytes(),
                candidate.isEverywhere() ? Reason.CONFIRMED_BY_ALL : Reason.CONFIRMED_BY_SOME));
        bytes -= candidate.bytes();
      }
    }
    return new CleaningPlan(removals, confirmations(inventory, owners, removals), bytes);
  }

  /** Those that every destination has first, then those that the fewest wait for. */
  private static List<Candidate> inOrder(List<Candidate> candidates) {
    return candidates.stream()
        .sorted(
            Comparator.comparingInt((Candidate c) -> c.isEverywhere() ? 0 : 1)
                .thenComparingInt(c -> c.awaited() - c.confirmed())
                .thenComparing(Candidate::pack))
        .toList();
  }

  private static boolean isTree(BlobId pack, List<Run> owners) {
    return owners.stream().anyMatch(run -> run.packs().get(pack) == PackContent.TREE);
  }

  private static Candidate candidate(
      BlobId pack, long bytes, List<Run> owners, StagingInventory inventory) {
    Set<DestinationName> awaited = new HashSet<>();
    boolean unknown = owners.isEmpty();
    for (Run run : owners) {
      unknown |= run.destinations().isEmpty();
      awaited.addAll(run.destinations());
    }
    if (unknown) {
      return new Candidate(pack, bytes, 0, 0);
    }
    long confirmed =
        awaited.stream()
            .filter(destination ->
                inventory.confirmed().getOrDefault(destination, Set.of()).contains(pack))
            .count();
    return new Candidate(pack, bytes, (int) confirmed, awaited.size());
  }

  private static List<Confirmation> confirmations(
      StagingInventory inventory, Map<BlobId, List<Run>> owners, List<Removal> removals) {
    Set<BlobId> kept = new HashSet<>(inventory.packs().keySet());
    removals.forEach(removal -> kept.remove(removal.pack()));
    List<Confirmation> obsolete = new ArrayList<>();
    inventory
        .confirmed()
        .forEach((destination, packs) -> {
          for (BlobId pack : packs) {
            List<Run> runs = owners.getOrDefault(pack, List.of());
            boolean decides = kept.contains(pack) && !isTree(pack, runs);
            boolean serves = runs.stream().anyMatch(run -> mayPublish(run, destination));
            if (!decides && !serves) {
              obsolete.add(new Confirmation(destination, pack));
            }
          }
        });
    return obsolete;
  }

  private static boolean mayPublish(Run run, DestinationName destination) {
    return !run.committed()
        || (run.destinations().contains(destination) && !run.stored().contains(destination));
  }
}
