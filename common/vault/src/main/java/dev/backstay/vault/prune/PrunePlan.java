package dev.backstay.vault.prune;

import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a prune is to do, decided from what it found and nothing else.
 *
 * @param repack packs whose used blobs are to be stored anew first
 * @param delete packs to delete: nobody needs them (once repacked), and their grace is over
 * @param marks the packs that are to be marked when the prune ends, and since when
 */
record PrunePlan(Set<BlobId> repack, Set<BlobId> delete, Map<BlobId, Instant> marks) {
  private static final Comparator<PackState> MOST_WASTEFUL =
      Comparator.comparingDouble(PackState::waste).reversed().thenComparing(PackState::id);

  PrunePlan {
    repack = Set.copyOf(repack);
    delete = Set.copyOf(delete);
    marks = Map.copyOf(marks);
  }

  /** Decides. */
  static PrunePlan of(Collection<PackState> packs, PruneOptions options, Instant now) {
    Set<BlobId> repack = toRepack(packs, options);
    Set<BlobId> delete = new HashSet<>();
    Map<BlobId, Instant> marks = new HashMap<>();
    for (PackState pack : packs) {
      if (pack.isUsed() && !repack.contains(pack.id())) {
        continue; // a mark it had is dropped: someone came to need it again
      }
      // A pack that is only now emptied starts its grace now, whatever an earlier prune thought.
      Instant since = pack.isUsed() ? now : pack.marked().orElse(now);
      if (since.plus(options.grace()).isAfter(now)) {
        marks.put(pack.id(), since);
      } else {
        delete.add(pack.id());
      }
    }
    return new PrunePlan(repack, delete, marks);
  }

  /** The most wasteful packs, until what waste is left among the used bytes is tolerable. */
  private static Set<BlobId> toRepack(Collection<PackState> packs, PruneOptions options) {
    List<PackState> partlyUsed =
        new ArrayList<>(
            packs.stream().filter(pack -> pack.isUsed() && pack.unusedBytes() > 0).toList());
    partlyUsed.sort(MOST_WASTEFUL);
    long used = packs.stream().mapToLong(PackState::usedBytes).sum();
    long waste = partlyUsed.stream().mapToLong(PackState::unusedBytes).sum();
    double share = options.maxUnusedShare();
    double tolerable = used * share / (1 - share);
    Set<BlobId> repack = new HashSet<>();
    for (PackState pack : partlyUsed) {
      if (waste <= tolerable) {
        break;
      }
      repack.add(pack.id());
      waste -= pack.unusedBytes();
    }
    return repack;
  }
}
