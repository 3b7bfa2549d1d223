package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Source;
import dev.backstay.pipeline.publication.StagingCleaning;
import dev.backstay.servicekit.work.Work;
import dev.backstay.servicekit.work.WorkQueue;
import dev.backstay.servicekit.work.WorkSettings;
import dev.backstay.store.Sleeper;
import dev.backstay.uploader.stream.StreamLane;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All of an uploader's work: for each destination of the policy a group of workers, a lane for
 * streams and an upkeep of its own, and one cleaning of staging. Closing it ends every worker and
 * thread.
 */
public final class Uploader implements AutoCloseable {
  /** Of packs on their way while their backup still runs; more would only compete. */
  private static final int EARLY_SLOTS = 2;

  /** What failed for good makes room within a minute, when no run is at work. */
  private static final Duration BURIAL = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(Uploader.class.getName());

  private final List<Work> works = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Uploader() {}

  /**
   * How an uploader works.
   *
   * @param stagingLimitBytes the room for data in staging
   * @param upkeep between two rounds of what is done now and then
   * @param cleaning between two looks at staging
   */
  public record Pace(long stagingLimitBytes, Duration upkeep, Duration cleaning, Sleeper sleeper) {}

  /** Starts everything. */
  public static Uploader start(Ground ground, WorkQueue queue, Recovery.Means recovery, Pace pace) {
    var uploader = new Uploader();
    for (DestinationName destination : ground.destinations()) {
      uploader.open(destination, ground, queue, recovery, pace);
    }
    uploader.thread(
        "staging-cleaning",
        new Rounds(
            "staging", List.of(new Cleaning(ground, pace)), pace.cleaning(), pace.sleeper()));
    uploader.thread(
        "staging-burial",
        new Rounds("staging", List.of(() -> bury(ground)), BURIAL, pace.sleeper()));
    return uploader;
  }

  /** Removes what backups left in staging that nobody will bring to an end. */
  private static void bury(Ground ground) {
    try {
      int buried = ground.pruning().get().bury();
      if (buried > 0) {
        LOG.log(Logger.Level.WARNING, "removed what failed backups left backups={0}", buried);
      }
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.VAULT_LOCKED) {
        throw e;
      }
      LOG.log(Logger.Level.DEBUG, "a run is at work: failed backups are removed later", e);
    }
  }

  private void open(
      DestinationName destination,
      Ground ground,
      WorkQueue queue,
      Recovery.Means means,
      Pace pace) {
    var uploads = new Uploads(ground, destination);
    var early = new EarlyPacks(ground, destination, pace.stagingLimitBytes());
    var reachability = new Reachability(ground, destination);
    var recovery = new Recovery(ground, destination, means);
    works.add(queue.work(WorkSettings.of(group(destination), DumpCompleted.class), uploads));
    var prunes = new Prunes(ground, destination);
    works.add(
        queue.work(WorkSettings.of(group(destination) + "-prunes", PruneRequested.class), prunes));
    works.add(
        queue.work(
            WorkSettings.of(group(destination) + "-early", PackSealed.class).withSlots(EARLY_SLOTS),
            early));
    thread("stream-lane-" + destination, new StreamLane(lane(destination, ground)));
    thread(
        "upkeep-" + destination,
        new Rounds(
            destination.value(),
            List.of(
                reachability::look,
                whenReachable(reachability, early::bringBacklog),
                whenReachable(reachability, uploads::reconcile),
                whenReachable(reachability, prunes::upkeep),
                whenReachable(reachability, recovery::run)),
            pace.upkeep(),
            pace.sleeper()));
  }

  private static StreamLane.Setting lane(DestinationName destination, Ground ground) {
    return new StreamLane.Setting(
        ground.staging(),
        () -> ground.place(destination),
        () ->
            ground.policy().get().sources().stream()
                .map(Source::name)
                .filter(source -> ground.serves(destination, source))
                .toList(),
        ground.events(),
        ground.clock(),
        Ground.PRODUCER);
  }

  private static Runnable whenReachable(Reachability destination, Runnable duty) {
    return () -> {
      if (destination.isReachable()) {
        duty.run();
      }
    };
  }

  /** Each destination is a group of its own: a dead one delays only itself. */
  static String group(DestinationName destination) {
    return "backstay-uploader-" + destination;
  }

  private void thread(String name, Runnable task) {
    threads.add(Thread.ofVirtual().name(name).start(task));
  }

  /** Removes from staging what destinations hold. */
  private static final class Cleaning implements Runnable {
    private final Ground ground;
    private final Pace pace;
    private @org.jspecify.annotations.Nullable StagingCleaning cleaning;

    Cleaning(Ground ground, Pace pace) {
      this.ground = ground;
      this.pace = pace;
    }

    @Override
    public void run() {
      StagingCleaning present = cleaning;
      if (present == null) {
        present =
            new StagingCleaning(
                ground.staging().get(), ground::destinationsOf, pace.stagingLimitBytes());
        cleaning = present;
      }
      present.run(ground.destinations());
    }
  }

  @Override
  public void close() {
    works.forEach(Work::pause);
    threads.forEach(Thread::interrupt);
    works.forEach(Work::close);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
