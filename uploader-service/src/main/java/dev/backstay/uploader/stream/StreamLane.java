package dev.backstay.uploader.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.stream.FrameDelivery;
import dev.backstay.pipeline.stream.FrameDelivery.Part;
import dev.backstay.pipeline.stream.SignOfLife;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the streams of all sources of one destination there, as they come into staging, and tells
 * every few seconds how far it is. Runs on a thread of its own until that is interrupted; what
 * fails is tried again for as long as it takes.
 */
public final class StreamLane implements Runnable {
  /** Between two looks at staging: a fraction of the time in which a frame is gathered. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Between two tellings of one source. */
  private static final Duration TELLING = Duration.ofSeconds(5);

  /** How often timelines that were left are told again: a word may have been lost. */
  private static final Duration TELLING_LEFT = Duration.ofMinutes(5);

  /** A capture that lives shows it well within this; see the watch of a stream. */
  private static final Duration DEAD = Duration.ofSeconds(20);

  /** After a failure, doubled with each further one. */
  private static final Duration RETRY = Duration.ofMillis(500);

  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(15);
  private static final int MAX_DOUBLINGS = 5;
  private static final Logger LOG = System.getLogger(StreamLane.class.getName());

  private final Setting setting;
  private final Map<SourceName, Window> windows = new HashMap<>();
  private final StreamTelling telling;
  private @Nullable FrameDelivery delivery;
  private int failures;

  /**
   * What a lane works with.
   *
   * @param staging the vault in staging; fails with a TRANSIENT error until it is established
   * @param destination the way there
   * @param sources those whose streams go there, by the policy of now
   * @param producer who tells
   */
  public record Setting(
      Supplier<Vault> staging,
      Supplier<Place> destination,
      Supplier<List<SourceName>> sources,
      EventPublisher events,
      InstantSource clock,
      String producer) {}

  /** What is to be told of one source next, and when it is looked at again after a failure. */
  private static final class Window {
    Instant told = Instant.EPOCH;
    Duration lag = Duration.ZERO;
    final Map<Integer, Part> left = new HashMap<>(); // by timeline; grows with promotions only
    Instant leftTold = Instant.EPOCH;
    int failures;
    Instant resume = Instant.EPOCH;
  }

  public StreamLane(Setting setting) {
    this.setting = setting;
    this.telling = new StreamTelling(setting.events());
  }

  @Override
  public void run() {
    telling.start();
    try {
      while (true) {
        Thread.sleep(attempt());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      telling.close();
    }
  }

  /** One look at all sources; how long to wait then. */
  private Duration attempt() throws InterruptedException {
    try {
      boolean more = look();
      failures = 0;
      return more ? Duration.ZERO : LOOK;
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        var interruption = new InterruptedException(e.getMessage());
        interruption.initCause(e);
        throw interruption;
      }
      failures++;
      LOG.log(
          failures == 1 ? Logger.Level.WARNING : Logger.Level.DEBUG,
          "streams come to a destination later: {0}",
          e.getMessage());
    } catch (RuntimeException e) {
      failures++;
      LOG.log(Logger.Level.ERROR, "streams could not be brought on", e);
    }
    return pause(failures);
  }

  private static Duration pause(int failures) {
    Duration pause = RETRY.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    return pause.compareTo(RETRY_AT_MOST) < 0 ? pause : RETRY_AT_MOST;
  }

  /** Looks at all sources; whether there is more to bring. */
  private boolean look() {
    List<SourceName> sources = setting.sources().get();
    if (sources.isEmpty()) {
      return false;
    }
    BlobStore staging = setting.staging().get().store();
    StagedFrames staged = StagedFrames.list(staging);
    boolean more = false;
    for (SourceName source : sources) {
      Window window = windows.computeIfAbsent(source, _ -> new Window());
      if (window.resume.isAfter(setting.clock().instant())) {
        continue;
      }
      try {
        more |= look(source, staged, staging);
        window.failures = 0;
      } catch (BackstayException e) {
        if (concernsAll(e)) {
          throw e;
        }
        failed(window);
        LOG.log(
            window.failures == 1 ? Logger.Level.WARNING : Logger.Level.DEBUG,
            "the stream of {0} comes to a destination later: {1}",
            source,
            e.getMessage());
      } catch (RuntimeException e) {
        // A defect with one source must not hold up all others.
        failed(window);
        LOG.log(Logger.Level.ERROR, "the stream of " + source + " could not be brought on", e);
      }
    }
    return more;
  }

  private void failed(Window window) {
    window.failures++;
    window.resume = setting.clock().instant().plus(pause(window.failures));
  }

  /** A destination that is away is away for every source; what is damaged is damaged for one. */
  private static boolean concernsAll(BackstayException failure) {
    return failure.isTransient()
        || failure.code() == ErrorCode.INTERRUPTED
        || Thread.currentThread().isInterrupted();
  }

  private boolean look(SourceName source, StagedFrames staged, BlobStore staging) {
    FrameDelivery.Report report = delivery().look(source, staged);
    report.damaged().forEach(damage -> tellDamage(source, damage));
    Window window = windows.computeIfAbsent(source, _ -> new Window());
    if (report.lag().compareTo(window.lag) > 0) {
      window.lag = report.lag();
    }
    Instant now = setting.clock().instant();
    if (report.mark().isPresent() && !window.told.plus(TELLING).isAfter(now)) {
      tell(source, window, lag(source, window, staging, now));
      window.told = now;
      window.lag = Duration.ZERO;
    }
    return report.more();
  }

  /** Of a capture that shows no sign of life nobody knows how much is missing. */
  private static Duration lag(SourceName source, Window window, BlobStore staging, Instant now) {
    Duration silence =
        SignOfLife.read(staging, source)
            .map(life -> Duration.between(life.at(), now))
            .orElse(Duration.ZERO);
    boolean dead = silence.compareTo(DEAD) > 0 && silence.compareTo(window.lag) > 0;
    return dead ? silence : window.lag;
  }

  private FrameDelivery delivery() {
    FrameDelivery ready = delivery;
    if (ready == null) {
      ready =
          new FrameDelivery(setting.staging().get(), setting.destination().get(), setting.clock());
      delivery = ready;
    }
    return ready;
  }

  /**
   * The newest timeline each time, and those it branched off from when they are not as they were
   * told last, or that is a while ago: where a fork was passed, what lies before it makes the
   * newest one recoverable.
   */
  private void tell(SourceName source, Window window, Duration lag) {
    Instant now = setting.clock().instant();
    if (!window.leftTold.plus(TELLING_LEFT).isAfter(now)) {
      window.left.clear();
      window.leftTold = now;
    }
    List<Part> parts = delivery().parts(source);
    for (Part part : parts) {
      boolean newest = part.equals(parts.getLast());
      if (newest || !part.equals(window.left.put(part.timeline(), part))) {
        tell(source, part, lag);
      }
    }
  }

  private void tell(SourceName source, Part part, Duration lag) {
    var stored =
        new StreamStored(
            source,
            setting.destination().get().name(),
            part.system(),
            part.timeline(),
            part.from(),
            part.to(),
            part.until(),
            lag.isNegative() ? Duration.ZERO : lag,
            setting.clock().instant());
    telling.tell(Event.of(setting.producer(), setting.clock().instant(), stored));
  }

  private static void tellDamage(SourceName source, FrameDelivery.Damage damage) {
    String what =
        switch (damage) {
          case FrameDelivery.Damage.InStaging _ ->
              "in staging: it was removed, and is captured again from the server";
          case FrameDelivery.Damage.AtDestination _ ->
              "at a destination: it does not count, and a good one takes its place if there is one";
        };
    LOG.log(
        Logger.Level.ERROR, "frame damaged source={0} frame={1} {2}", source, damage.frame(), what);
  }
}
