package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.publication.HintBacklog;
import dev.backstay.pipeline.publication.PackHint;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import dev.backstay.vault.BlobId;
import java.lang.System.Logger;
import java.util.Map;
import java.util.Optional;

/**
 * Brings packs to one destination while their backup still runs. A saving of time and of room in
 * staging; what it leaves undone, the publication does.
 */
public final class EarlyPacks implements JobHandler<PackSealed> {
  private static final Logger LOG = System.getLogger(EarlyPacks.class.getName());

  private final Ground ground;
  private final DestinationName destination;
  private final long stagingLimitBytes;
  private Optional<HintBacklog> backlogs = Optional.empty();

  /**
   * @param stagingLimitBytes from half of which on a run may have to wait for its own packs to
   *     leave
   */
  public EarlyPacks(Ground ground, DestinationName destination, long stagingLimitBytes) {
    this.ground = ground;
    this.destination = destination;
    this.stagingLimitBytes = stagingLimitBytes;
  }

  /**
   * Brings what lost hints left behind, when staging is half full: a large run waits for that.
   * Called by one thread.
   */
  void bringBacklog() {
    if (backlogs.isEmpty()) {
      backlogs = Optional.of(new HintBacklog(ground.staging().get(), ground::destinationsOf));
    }
    Map<BlobId, Long> backlog = backlogs.orElseThrow().of(destination);
    long bytes = backlog.values().stream().mapToLong(Long::longValue).sum();
    if (bytes * 2 >= stagingLimitBytes) {
      var _ = new PackHint(ground.route(destination), PublicationListener.NONE).copy(backlog);
    }
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
