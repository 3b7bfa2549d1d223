package dev.backstay.pipeline.staging;

import dev.backstay.contract.policy.SourceName;
import java.util.function.Predicate;

/**
 * Against whose blobs a run may deduplicate. A snapshot refers to blobs of other sources, so each
 * of them has to be wherever the snapshot goes: sources whose destinations include all of this
 * one's.
 *
 * @param sources whose index files are in scope
 * @param unattributed whether index files are that no run made: those of a vault that was copied
 *     into staging; they may name packs of any source
 */
public record DedupScope(Predicate<SourceName> sources, boolean unattributed) {
  /** Every source goes to the same destinations. */
  public static final DedupScope EVERYTHING = new DedupScope(_ -> true, true);
}
