package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.dumper.capture.Captures;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.stream.FrameCleaning;
import dev.backstay.pipeline.stream.LogSummarizer;
import dev.backstay.pipeline.stream.RollUp;
import dev.backstay.pipeline.stream.RolledUp;
import dev.backstay.pipeline.stream.UntoldRollUp;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.vault.Vault;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rolls the frames of all captured sources up. After each roll-up, has it told as any backup that
 * was dumped, notes what the log changed, and cleans staging of frames that are not needed any
 * more. Runs on a thread of its own, so that no stream waits for it.
 */
final class RollUps implements Runnable {
  /** A worker that died blocks the roll-ups of its source no longer than this. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** Between two looks; a fast server fills a roll-up in about as long. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /**
   * Of log that is summed up before frames are cleaned and another source has its turn: a few times
   * what a roll-up brings, so that what was left behind is caught up with, in about a minute.
   */
  private static final int PIECES_A_TURN = 4;

  private static final Logger LOG = System.getLogger(RollUps.class.getName());

  private final StreamGround ground;
  private final Supplier<List<Captured>> sources;
  private final StreamPaces paces;
  private final Runnable wakeNews;
  private final Set<SourceName> summed = new HashSet<>();
  private @Nullable Tools tools;

  /**
   * @param sources those of now
   * @param wakeNews says that there is something to tell
   */
  RollUps(
      StreamGround ground, Supplier<List<Captured>> sources, StreamPaces paces, Runnable wakeNews) {
    this.ground = ground;
    this.sources = sources;
    this.paces = paces;
    this.wakeNews = wakeNews;
  }

  private record Tools(RollUp rollUp, LogSummarizer summarizer, FrameCleaning cleaning) {}

  @Override
  public void run() {
    try {
      while (true) {
        for (Captured source : sources.get()) {
          attend(source);
        }
        Thread.sleep(LOOK.compareTo(paces.rollUp()) < 0 ? LOOK : paces.rollUp());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attend(Captured source) throws InterruptedException {
    try {
      Optional<Lease> lease = ground.leases().acquire("roll-up/" + source.name(), LEASE);
      if (lease.isPresent()) {
        try (Lease held = lease.get()) {
          rollUp(source, held);
        }
      }
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      LOG.log(
          e.isTransient() ? Logger.Level.INFO : Logger.Level.WARNING,
          "frames of {0} are rolled up later: {1}",
          source.name(),
          e.getMessage());
    } catch (RuntimeException | Error e) {
      // A defect with one source must not end the roll-ups of all others.
      LOG.log(Logger.Level.ERROR, "frames of " + source.name() + " could not be rolled up", e);
    }
  }

  private void rollUp(Captured source, Lease lease) {
    Tools ready = tools();
    boolean more = true;
    while (more && lease.isHeld()) {
      Optional<RollUp.Done> done =
          ready
              .rollUp()
              .next(source.name(), Captures.scope(ground.policy().get(), source.source()));
      more = done.isPresent();
      if (more) {
        settle(done.orElseThrow(), ready.rollUp());
        summed.remove(source.name());
      }
      if (!summed.contains(source.name())) { // whoever was here before may have died
        sumUp(source, lease, ready.summarizer());
      }
      var _ = ready.cleaning().run(source.name(), Set.copyOf(source.destinations()));
    }
  }

  /** Frames are cleaned all the same: a gap in summaries costs time, a full staging the stream. */
  private void sumUp(Captured source, Lease lease, LogSummarizer summarizer) {
    try {
      for (int piece = 0; piece < PIECES_A_TURN && lease.isHeld(); piece++) {
        if (!summarizer.next(source.name())) {
          summed.add(source.name());
          return;
        }
      }
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.log(
          Logger.Level.WARNING,
          "log of {0} was not summed up, so its next incremental backup may have to compare the"
              + " times of files: {1}",
          source.name(),
          e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "log of " + source.name() + " could not be summed up", e);
      summed.add(source.name()); // until there is more of it: a defect does not go by itself
    }
  }

  private void settle(RollUp.Done done, RollUp rollUp) {
    RolledUp rolled = done.rolled();
    new UntoldRollUp(rolled.timeline().source(), rolled.backup())
        .write(ground.vault().get().vault().store());
    rollUp.settle(done);
    wakeNews.run();
    LOG.log(
        Logger.Level.INFO,
        "rolled up source={0} backup={1} timeline={2} from={3} to={4}",
        rolled.timeline().source(),
        rolled.backup(),
        rolled.timeline().timeline(),
        rolled.range().from(),
        rolled.range().to());
  }

  /**
   * Roll-ups take room in staging that backups do not have: a full staging is emptied by them. They
   * have minutes, and the streams beside them a second: so they take one core and little memory.
   */
  private Tools tools() {
    Tools ready = tools;
    if (ready == null) {
      Vault staged = ground.vault().get().vault();
      ready =
          new Tools(
              new RollUp(
                  StagedVault.of(
                      staged.with(staged.options().inBackground()),
                      StagingLimit.of(Long.MAX_VALUE)),
                  new RollUp.Setting(
                      paces.rollUp(),
                      paces.rollUpBytes(),
                      ground.hostname(),
                      ground.worker(),
                      ground.clock())),
              new LogSummarizer(staged, ground.clock()),
              new FrameCleaning(staged, ground.clock()));
      tools = ready;
    }
    return ready;
  }
}
