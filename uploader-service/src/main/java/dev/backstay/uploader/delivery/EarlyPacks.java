package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.publication.PackHint;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import dev.backstay.vault.BlobId;
import java.lang.System.Logger;
import java.util.Map;

/**
 * Brings packs to one destination while their backup still runs. A saving of time and of room in
 * staging; what it leaves undone, the publication does.
 */
public final class EarlyPacks implements JobHandler<PackSealed> {
  private static final Logger LOG = System.getLogger(EarlyPacks.class.getName());

  private final Ground ground;
  private final DestinationName destination;

  public EarlyPacks(Ground ground, DestinationName destination) {
    this.ground = ground;
    this.destination = destination;
  }

  @Override
  public Outcome handle(Job<PackSealed> job) {
    PackSealed hint = job.event().data();
    if (!ground.serves(destination, hint.source())) {
      return Outcome.done();
    }
    try {
      var early = new PackHint(ground.route(destination), PublicationListener.NONE);
      PackHint.Outcome outcome = early.copy(Map.of(BlobId.parse(hint.pack().hex()), hint.length()));
      outcome
          .failure()
          .ifPresent(
              failure -> LOG.log(Logger.Level.DEBUG, "a pack was not brought early", failure));
      return Outcome.done();
    } catch (BackstayException e) {
      LOG.log(Logger.Level.DEBUG, "a pack was not brought early", e);
      return Outcome.done();
    }
  }
}
