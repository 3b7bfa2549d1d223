package dev.backstay.vault.stats;

/**
 * What a vault holds, in figures.
 *
 * @param packs all that are listed, and their bytes
 * @param orphans those of them that no index names
 * @param marked those of them that a prune has marked
 * @param storedBytes of all objects of the vault, packs among them
 * @param blobs that are indexed, each counted once
 * @param duplicates places of blobs beyond the first
 * @param sealedBytes of the blobs as they lie in packs, each counted once
 * @param plainBytes of the blobs, each counted once
 * @param restoreBytes of the files of all snapshots, as if each were restored
 */
public record VaultStats(
    long snapshots,
    Amount packs,
    Amount orphans,
    Amount marked,
    long storedBytes,
    long blobs,
    long duplicates,
    long sealedBytes,
    long plainBytes,
    long restoreBytes) {
  /** Some objects and their bytes. */
  public record Amount(long count, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    Amount plus(long size) {
      return new Amount(count + 1, bytes + size);
    }
  }

  /** How many bytes of files each plain byte serves. */
  public double deduplicationRatio() {
    return ratio(restoreBytes, plainBytes);
  }

  /** How many plain bytes each sealed byte holds. */
  public double compressionRatio() {
    return ratio(plainBytes, sealedBytes);
  }

  private static double ratio(long bytes, long by) {
    return by == 0 ? 1 : (double) bytes / by;
  }
}
