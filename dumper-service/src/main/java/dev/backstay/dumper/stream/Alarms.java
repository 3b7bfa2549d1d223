package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.stream.KnownAlarm;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The troubles of one source's stream: each is raised once when it begins and cleared once when it
 * is over, also by another process than the one that raised it. Staging remembers them; what it
 * cannot take now is remembered here until it can, and told meanwhile. Any number of threads may
 * use it.
 */
final class Alarms {
  private static final Logger LOG = System.getLogger(Alarms.class.getName());

  private final SourceName source;
  private final BlobStore staging;
  private final InstantSource clock;
  private final Runnable wakeTeller;
  private final Map<StreamTrouble, KnownAlarm> known = new EnumMap<>(StreamTrouble.class);
  private final Set<StreamTrouble> unrecorded = EnumSet.noneOf(StreamTrouble.class);

  /**
   * @param wakeTeller says that there is something to tell
   */
  Alarms(SourceName source, BlobStore staging, InstantSource clock, Runnable wakeTeller) {
    this.source = source;
    this.staging = staging;
    this.clock = clock;
    this.wakeTeller = wakeTeller;
  }

  /** Learns what others raised and cleared meanwhile. */
  synchronized void reload() {
    for (KnownAlarm alarm : KnownAlarm.list(staging, source)) {
      if (!unrecorded.contains(alarm.kind())) {
        known.put(alarm.kind(), alarm);
      }
    }
  }

  /** A trouble is there, perhaps for long. */
  synchronized void raise(StreamTrouble kind, String message, String remedy) {
    KnownAlarm before = known.get(kind);
    if (before == null || !before.raised()) {
      LOG.log(Logger.Level.WARNING, "stream alarm source={0} kind={1}: {2}", source, kind, message);
      set(new KnownAlarm(kind, true, message, remedy, clock.instant(), false));
      wakeTeller.run();
    }
  }

  /** A trouble is not there (any more). */
  synchronized void clear(StreamTrouble kind) {
    KnownAlarm before = known.get(kind);
    if (before != null && before.raised()) {
      LOG.log(Logger.Level.INFO, "stream alarm over source={0} kind={1}", source, kind);
      set(new KnownAlarm(kind, false, "It is over.", "Nothing.", clock.instant(), false));
      wakeTeller.run();
    }
  }

  /** What no event told yet. */
  synchronized List<KnownAlarm> untold() {
    record();
    return known.values().stream().filter(alarm -> !alarm.told()).toList();
  }

  /** An event told this; it may stand otherwise by now, here or by another process. */
  synchronized void told(KnownAlarm alarm) {
    boolean here = alarm.equals(known.get(alarm.kind()));
    if (here && (unrecorded.contains(alarm.kind()) || alarm.isCurrent(staging, source))) {
      set(alarm.asTold());
    }
  }

  private void set(KnownAlarm alarm) {
    known.put(alarm.kind(), alarm);
    unrecorded.add(alarm.kind());
    record();
  }

  /** What cannot be recorded now is recorded the next time. */
  private void record() {
    try {
      for (KnownAlarm alarm : known.values()) {
        if (unrecorded.contains(alarm.kind())) {
          alarm.write(staging, source);
          unrecorded.remove(alarm.kind());
        }
      }
    } catch (BackstayException e) {
      LOG.log(Logger.Level.DEBUG, "alarms of {0} are recorded later: {1}", source, e.getMessage());
    }
  }
}
