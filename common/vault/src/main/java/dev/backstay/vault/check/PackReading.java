package dev.backstay.vault.check;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.work.ByteBudget;
import dev.backstay.vault.work.ProgressMeter;
import dev.backstay.vault.work.Workbench;
import dev.backstay.vault.work.Workers;
import java.util.List;
import java.util.Map;

/** Looks at many packs on all cores, with a bound on the bytes in memory. */
final class PackReading {
  /** Whole packs in memory at once. */
  private static final long READ_AHEAD_BYTES = 128 << 20;

  private final Vault vault;
  private final Map<BlobId, Long> sizes;
  private final Progress progress;

  /**
   * A reading of packs.
   *
   * @param sizes of the listed packs
   */
  PackReading(Vault vault, Map<BlobId, Long> sizes, Progress progress) {
    this.vault = vault;
    this.sizes = sizes;
    this.progress = progress;
  }

  /** What is done with a pack. */
  @FunctionalInterface
  interface Look {
    void at(Workbench bench, BlobId pack);
  }

  /** Looks at each of the packs; how many, and how many bytes. */
  ProgressMeter read(List<BlobId> packs, Look look) {
    long bytes = packs.stream().mapToLong(this::sizeOf).sum();
    var meter = new ProgressMeter(progress, Progress.Phase.PACKS, packs.size(), bytes);
    var budget = new ByteBudget(READ_AHEAD_BYTES);
    int threads = vault.options().crew().cores();
    try (var workers = new Workers("vault-check", threads, threads, vault::bench)) {
      for (BlobId pack : packs) {
        workers.submit(bench ->
            budget.within(
                sizeOf(pack),
                () -> {
                  look.at(bench, pack);
                  meter.done(sizeOf(pack));
                }));
      }
      workers.drain();
    }
    return meter;
  }

  private long sizeOf(BlobId pack) {
    return sizes.getOrDefault(pack, 0L);
  }
}
