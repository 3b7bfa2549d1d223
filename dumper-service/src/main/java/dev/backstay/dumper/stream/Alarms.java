package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.stream.KnownAlarm;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/**
 * The troubles of one source's stream: each is raised once when it begins and cleared once when it
 * is over, also by another process than the one that raised it. Any number of threads may use it.
 */
final class Alarms {
  private static final Logger LOG = System.getLogger(Alarms.class.getName());

  private final SourceName source;
  private final BlobStore staging;
  private final InstantSource clock;
  private final Runnable wakeTeller;
  private final Map<StreamTrouble, KnownAlarm> known = new EnumMap<>(StreamTrouble.class);

  /**
   * @param wakeTeller says that there is something to tell
   */
  Alarms(SourceName source, BlobStore staging, InstantSource clock, Runnable wakeTeller) {
    this.source = source;
    this.staging = staging;
    this.clock = clock;
    this.wakeTeller = wakeTeller;
    KnownAlarm.list(staging, source).forEach(alarm -> known.put(alarm.kind(), alarm));
  }

  /** A trouble is there, perhaps for long. */
  synchronized void raise(StreamTrouble kind, String message, String remedy) {
    KnownAlarm before = known.get(kind);
    if (before == null || !before.raised()) {
      LOG.log(Logger.Level.WARNING, "stream alarm source={0} kind={1}: {2}", source, kind, message);
      set(new KnownAlarm(kind, true, message, remedy, clock.instant(), false));
    }
  }

  /** A trouble is not there (any more). */
  synchronized void clear(StreamTrouble kind) {
    KnownAlarm before = known.get(kind);
    if (before != null && before.raised()) {
      LOG.log(Logger.Level.INFO, "stream alarm over source={0} kind={1}", source, kind);
      set(new KnownAlarm(kind, false, "It is over.", "Nothing.", clock.instant(), false));
    }
  }

  /** What cannot be recorded now is recorded when it is found again. */
  private void set(KnownAlarm alarm) {
    try {
      alarm.write(staging, source);
      known.put(alarm.kind(), alarm);
      wakeTeller.run();
    } catch (BackstayException e) {
      LOG.log(
          Logger.Level.WARNING,
          "the alarm {0} of {1} is recorded later: {2}",
          alarm.kind(),
          source,
          e.getMessage());
    }
  }

  /** Whether a trouble is there. */
  synchronized boolean isRaised(StreamTrouble kind) {
    KnownAlarm alarm = known.get(kind);
    return alarm != null && alarm.raised();
  }
}
