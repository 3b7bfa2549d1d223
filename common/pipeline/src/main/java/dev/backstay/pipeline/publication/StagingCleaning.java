package dev.backstay.pipeline.publication;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.Vault;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps staging small: removes data packs that destinations hold. Run now and then, by any number
 * of processes; what one finds removed is removed. Confined to one thread, which remembers between
 * two runs what needs no second look.
 */
public final class StagingCleaning {
  private final BlobStore staging;
  private final InventoryReader reader;
  private final long limitBytes;
  private final long packBytes;

  /**
   * A cleaning of the vault's own store.
   *
   * @param destinations where a source's backups go by the policy of now; none for a source that is
   *     not in it
   * @param limitBytes the room there is for data packs
   */
  public StagingCleaning(
      Vault staging, Function<SourceName, Set<DestinationName>> destinations, long limitBytes) {
    this.staging = staging.store();
    this.reader = new InventoryReader(staging, destinations);
    this.limitBytes = limitBytes;
    this.packBytes = (long) staging.options().packBytes() + Chunking.MAX_CHUNK_BYTES;
  }

  /**
   * What a cleaning did.
   *
   * @param packs removed
   * @param bytes of them
   * @param packsOwed of those removed, how many some destination has yet to get from another
   * @param bytesLeft in staging, packs of directories aside
   */
  public record Report(long packs, long bytes, long packsOwed, long bytesLeft) {}

  /**
   * Cleans once.
   *
   * @param known every destination of the policy
   */
  public Report run(Set<DestinationName> known) {
    CleaningPlan plan = CleaningPlan.of(reader.read(known), limitBytes, packBytes);
    plan.removals().forEach(removal -> staging.delete(StagingNames.pack(removal.pack())));
    // After the packs: while a pack is there, its confirmations tell who has it.
    plan.confirmations()
        .forEach(mark -> staging.delete(StagingNames.confirmed(mark.destination(), mark.pack())));
    return new Report(
        plan.removals().size(),
        plan.removals().stream().mapToLong(CleaningPlan.Removal::bytes).sum(),
        plan.removals().stream()
            .filter(removal -> removal.reason() == CleaningPlan.Reason.CONFIRMED_BY_SOME)
            .count(),
        plan.bytesAfter());
  }
}
