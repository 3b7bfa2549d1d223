package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.pruning.Pruning;
import dev.backstay.servicekit.event.ToldOnce;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import java.lang.System.Logger;
import java.util.Optional;

/**
 * Carries out prunes at one destination: at once what can be done at once, the rest with the
 * upkeep.
 */
public final class Prunes implements JobHandler<PruneRequested> {
  private static final Logger LOG = System.getLogger(Prunes.class.getName());

  private final Ground ground;
  private final DestinationName destination;
  private final ToldOnce told = new ToldOnce();

  public Prunes(Ground ground, DestinationName destination) {
    this.ground = ground;
    this.destination = destination;
  }

  @Override
  public Outcome handle(Job<PruneRequested> job) {
    try {
      ground.pruning().get().begin(job.event().data());
      Pruning.Applied applied = apply(Optional.of(job.event()));
      applied.refusals().stream()
          .filter(refusal -> refusal.prune().equals(job.event().data().prune()))
          .forEach(refusal -> tellRefusal(job, refusal.cause()));
      return Outcome.done(); // what is left is done with the upkeep
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        return Outcome.later("this worker is ending");
      }
      if (e.code() == ErrorCode.VAULT_LOCKED) {
        return Outcome.done(); // a publication or reader is there: the upkeep comes back
      }
      ErrorKind kind = e.code().kind();
      if (kind == ErrorKind.TRANSIENT || kind == ErrorKind.RESOURCE) {
        return Outcome.later(String.valueOf(e.getMessage()));
      }
      tellRefusal(job, e);
      return Outcome.done();
    }
  }

  /** Carries out what can be done now of all prunes that were begun. */
  public void upkeep() {
    Pruning.Applied applied;
    try {
      applied = apply(Optional.empty());
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.VAULT_LOCKED) {
        return; // a publication or reader is there
      }
      throw e;
    }
    applied
        .refusals()
        .forEach(refusal ->
            LOG.log(
                Logger.Level.WARNING,
                "prune refused source={0} prune={1} destination={2}: {3}",
                refusal.source(),
                refusal.prune(),
                destination,
                refusal.cause().getMessage()));
  }

  private Pruning.Applied apply(Optional<Event<PruneRequested>> cause) {
    return ground
        .pruning()
        .get()
        .apply(
            ground.place(destination),
            pruned -> {
              Event<BackstayEvent> event =
                  Event.of(Ground.PRODUCER, ground.clock().instant(), pruned);
              boolean answers =
                  cause.filter(asked -> asked.data().prune().equals(pruned.prune())).isPresent();
              ground.events().publish(answers ? event.answering(cause.orElseThrow()) : event);
              LOG.log(
                  Logger.Level.INFO,
                  "pruned source={0} prune={1} destination={2} phase={3} packs={4} bytes={5}",
                  pruned.source(),
                  pruned.prune(),
                  destination,
                  pruned.phase(),
                  pruned.packs(),
                  pruned.bytesFreed());
            });
  }

  private void tellRefusal(Job<PruneRequested> job, BackstayException why) {
    PruneRequested request = job.event().data();
    var failed =
        new BackupFailed(
            request.survivor().backup(),
            1,
            request.source(),
            BackupKind.FULL,
            Stage.PRUNE,
            Optional.of(destination),
            Failure.of(why),
            false,
            ground.clock().instant());
    Event<BackstayEvent> event = Event.of(Ground.PRODUCER, ground.clock().instant(), failed);
    if (told.tell(failed, () -> ground.events().publish(event.answering(job.event())))) {
      LOG.log(Logger.Level.WARNING, "prune refused source=" + request.source(), why);
    }
  }
}
