package dev.backstay.pipeline.pruning;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.PruneHistory;
import dev.backstay.pipeline.staging.DeadRuns;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The prunes of a vault. A prune begins with a plan in staging; each destination applies all plans
 * in its own time, called by a message or by a timer alike. Every call may be repeated, ended at
 * any instant, and made by several processes at once. Any number of threads may use it.
 */
public final class Pruning {
  private final StagedVault staged;
  private final BlobStore staging;
  private final StagedPrunes prunes;

  public Pruning(StagedVault staged) {
    this.staged = staged;
    this.staging = staged.vault().store();
    this.prunes = new StagedPrunes(staging);
  }

  /** What prunes have removed, for publications. */
  public PruneHistory history() {
    return prunes;
  }

  /** A prune that a destination does not apply, and why; the next call asks again. */
  public record Refusal(PruneId prune, SourceName source, BackstayException cause) {}

  /**
   * What a call did at a destination.
   *
   * @param steps carried out now, in their order
   * @param waitsFor what the rest waits for, if anything: call again later
   */
  public record Applied(List<Pruned> steps, List<Refusal> refusals, Optional<String> waitsFor) {
    public Applied {
      steps = List.copyOf(steps);
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * Begins a prune: from here on, nothing it forgets is published any more. Fails with {@code
   * SURVIVOR_MISSING}, and begins nothing, when staging does not know the backup that is to
   * survive.
   */
  public void begin(PruneRequested request) {
    if (prunes.records().planOf(request.prune()).isPresent()) {
      return;
    }
    PrunePlan plan = PrunePlan.of(request);
    BlobId survivor = PrunePlan.snapshot(plan.survivor());
    staged.committed(plan.survivor().backup());
    if (prunes.forgets(survivor) || staging.stat(StagingNames.snapshot(survivor)).isEmpty()) {
      throw new BackstayException(
          ErrorCode.SURVIVOR_MISSING,
          "staging does not hold the proven snapshot %s of source %s that prune %s is to leave; nothing was forgotten"
              .formatted(survivor.shortHex(), plan.source(), plan.prune()));
    }
    var _ = prunes.records().create(StagingNames.prunePlan(plan.prune()), plan.encode());
  }

  /**
   * Does in staging what can be done now: marks, decides, deletes. {@link #apply} does so as well;
   * alone, it is for when no destination can be reached.
   *
   * @return what the rest waits for, if anything
   */
  public Optional<String> advance() {
    return new StagingPrune(staged, prunes).advance();
  }

  /**
   * Removes from staging what backups left that nobody will bring to an end; how many those were.
   * What hints had brought to destinations goes there with the next prune that deletes anything.
   * Fails with {@code VAULT_LOCKED} while any run is at work.
   */
  public int bury() {
    return new DeadRuns(staged).bury();
  }

  /**
   * Applies every prune at a destination as far as it can. Fails with {@code VAULT_LOCKED} while a
   * publication or a reader is there.
   *
   * @param announce hears of each step before it is noted as done, so at least once
   */
  public Applied apply(Place destination, Consumer<Pruned> announce) {
    var here = new DestinationPrune(staged, prunes, destination, announce);
    here.forget();
    Optional<String> staging = advance();
    Optional<String> deletion = here.delete();
    return new Applied(here.steps(), here.refusals(), deletion.or(() -> staging));
  }
}
