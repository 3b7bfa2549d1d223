package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.dumper.capture.Captures;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.stream.KnownAlarm;
import dev.backstay.pipeline.stream.KnownGap;
import dev.backstay.pipeline.stream.UntoldRollUp;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells what streams recorded, gaps, alarms and roll-ups, until it is told: a broker that is away
 * delays the telling and nothing else. After a gap only a new base backup makes later instants
 * restorable, so one is asked for. Runs on a thread of its own.
 */
final class StreamNews implements Runnable {
  /** Also without a word from a stream: what an earlier process left untold. */
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Logger LOG = System.getLogger(StreamNews.class.getName());

  private final StreamGround ground;
  private final Map<SourceName, Alarms> alarms = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(1);

  StreamNews(StreamGround ground) {
    this.ground = ground;
  }

  /** The alarms of a source, of which there is news from now on. */
  Alarms alarms(SourceName source) {
    return alarms.computeIfAbsent(
        source,
        _ -> new Alarms(source, ground.vault().get().vault().store(), ground.clock(), this::wake));
  }

  /** Says that there is something to tell. */
  void wake() {
    wake.release();
  }

  @Override
  public void run() {
    try {
      while (true) {
        boolean done = tellAll();
        Duration pause = done ? LOOK : RETRY;
        if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tellAll() throws InterruptedException {
    boolean done = true;
    for (Map.Entry<SourceName, Alarms> each : alarms.entrySet()) {
      SourceName source = each.getKey();
      done &= attempt(source, each.getValue()::reload); // what a process that died left untold
      done &= attempt(source, () -> tell(source, each.getValue()));
      done &= attempt(source, () -> tellRecorded(source));
    }
    return done;
  }

  /** One kind of news does not hold up another. */
  private static boolean attempt(SourceName source, Runnable telling) throws InterruptedException {
    try {
      telling.run();
      return true;
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      LOG.log(
          e.isTransient() ? Logger.Level.INFO : Logger.Level.WARNING,
          "news of the stream of {0} are told later: {1}",
          source,
          e.getMessage());
    } catch (RuntimeException e) {
      // A defect must not end the telling for good.
      LOG.log(Logger.Level.ERROR, "news of the stream of " + source + " could not be told", e);
    }
    return false;
  }

  /** Also when staging is away: it may be what the alarm is about. */
  private void tell(SourceName source, Alarms troubles) {
    for (KnownAlarm alarm : troubles.untold()) {
      publish(
          new StreamAlarm(
              source,
              Optional.empty(),
              alarm.kind(),
              alarm.raised(),
              alarm.message(),
              alarm.remedy(),
              alarm.at()));
      troubles.told(alarm);
    }
  }

  private void tellRecorded(SourceName source) {
    StagedVault staged = ground.vault().get();
    BlobStore staging = staged.vault().store();
    for (KnownGap gap : KnownGap.list(staging, source)) {
      if (!gap.told()) {
        tell(gap);
        gap.asTold().write(staging);
      }
    }
    for (UntoldRollUp rollUp : UntoldRollUp.list(staging, source)) {
      staged
          .records()
          .commit(rollUp.backup())
          .ifPresent(
              commit -> publish(Captures.completed(commit, staged.records().manifest(commit))));
      rollUp.remove(staging);
    }
  }

  private void tell(KnownGap gap) {
    var event =
        new StreamGap(
            gap.timeline().source(),
            new SystemIdentifier(gap.timeline().system().toString()),
            gap.timeline().timeline(),
            new StreamPosition(gap.range().from().value()),
            new StreamPosition(gap.range().to().value()),
            gap.cause(),
            gap.detectedAt());
    publish(event);
    publish(
        new BackupRequested(
            BackupId.after(event),
            1,
            event.source(),
            BackupKind.FULL,
            gap.detectedAt(),
            Trigger.GAP,
            List.of()));
  }

  private void publish(BackstayEvent event) {
    ground.events().publish(Event.of(Captures.PRODUCER, ground.clock().instant(), event));
  }
}
