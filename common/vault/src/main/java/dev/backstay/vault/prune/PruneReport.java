package dev.backstay.vault.prune;

/**
 * What a prune did, or in a dry run would do.
 *
 * @param dryRun whether nothing was written
 * @param used blobs' bytes that snapshots need
 * @param unused blobs' bytes in indexed packs that nobody needs, and whole packs nobody indexes
 * @param orphans packs that no index names
 * @param repacked packs whose used blobs were stored anew
 * @param marked packs that are now marked for deletion, those of earlier prunes included
 * @param unmarked packs that were marked and are needed again
 * @param deleted packs that were deleted
 * @param rewrittenIndexFiles index files that named one of those
 * @param sweptLeftovers what interrupted writes had left behind
 */
public record PruneReport(
    boolean dryRun,
    Amount used,
    Amount unused,
    Amount orphans,
    Amount repacked,
    Amount marked,
    Amount unmarked,
    Amount deleted,
    long rewrittenIndexFiles,
    long sweptLeftovers) {
  /** Some objects and their bytes. */
  public record Amount(long count, long bytes) {}
}
