package dev.backstay.catalog;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.contract.stream.CompleteUntil;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events of a stream in which a byte is written each second: the position {@code n} is of the
 * instant {@code n} seconds after the beginning.
 */
public record StreamEvents(SourceName source, SystemIdentifier system) {
  public static final Instant BEGIN = Instant.parse("2026-11-16T00:00:00Z");
  private static final ObjectHash MANIFEST = new ObjectHash("1a".repeat(32));

  public static StreamEvents of(String source) {
    return new StreamEvents(new SourceName(source), new SystemIdentifier("7284019283746501928"));
  }

  public static Instant at(long second) {
    return BEGIN.plusSeconds(second);
  }

  public static StreamPosition position(long second) {
    return new StreamPosition(second);
  }

  /** A physical backup, published at destinations. */
  public List<Event<?>> base(int timeline, long start, long stop, DestinationName... places) {
    var at = new PhysicalBase(system, timeline, position(start), position(stop), 17, at(stop));
    return backup(baseId(start), BackupKind.FULL, start, at.tags(), places);
  }

  public BackupId baseId(long start) {
    return BackupId.scheduled(source, BackupKind.FULL, at(start));
  }

  /** A roll-up, published at destinations. */
  public List<Event<?>> rollUp(int timeline, long from, long to, DestinationName... places) {
    var range = new WalRange(system, timeline, position(from), position(to), at(to));
    return backup(rollUpId(timeline, from), BackupKind.WAL, to, range.tags(), places);
  }

  /** A roll-up of log that came late: only what was written up to an instant is complete. */
  public List<Event<?>> lateRollUp(
      int timeline, long from, long to, Instant complete, DestinationName... places) {
    var range = new WalRange(system, timeline, position(from), position(to), at(to));
    List<String> tags = new ArrayList<>(range.tags());
    tags.add(new CompleteUntil(complete).tag());
    return backup(rollUpId(timeline, from), BackupKind.WAL, to, tags, places);
  }

  public BackupId rollUpId(int timeline, long from) {
    return BackupId.rollUp(source, system, timeline, position(from));
  }

  private List<Event<?>> backup(
      BackupId id, BackupKind kind, long second, List<String> tags, DestinationName... places) {
    List<Event<?>> events = new ArrayList<>();
    ObjectHash snapshot = StoryEvents.snapshot(id);
    events.add(
        told(
            at(second),
            new DumpCompleted(
                id,
                1,
                source,
                kind,
                MANIFEST,
                snapshot,
                at(second),
                at(second),
                "host",
                tags,
                new DumpFigures(1, 2, 3, 4, 5, 6, 0))));
    for (DestinationName place : places) {
      events.add(
          told(
              at(second + 1),
              new Uploaded(
                  id, source, kind, place, MANIFEST, snapshot, 1, 2, at(second), at(second + 1))));
    }
    return events;
  }

  public Event<?> damaged(BackupId rollUp, DestinationName place) {
    return told(
        at(1_000_000),
        new VerificationFailed(
            rollUp,
            source,
            BackupKind.WAL,
            place,
            StoryEvents.snapshot(rollUp),
            VerificationLevel.L1,
            "drill",
            StoryEvents.FAILURE,
            StoryEvents.EVIDENCE,
            at(1_000_000)));
  }

  public Event<?> forgotten(BackupId id, DestinationName place) {
    return told(
        at(1_000_000),
        new Pruned(
            PruneId.of(id.toString()),
            source,
            place,
            PrunePhase.FORGOTTEN,
            List.of(new ForgottenBackup(id, StoryEvents.snapshot(id))),
            1,
            0,
            0,
            at(1_000_000)));
  }

  public Event<?> stored(int timeline, long from, long to, DestinationName place) {
    return stored(timeline, from, to, at(to), place);
  }

  /** The word of a destination about log, of which only a part is complete. */
  public Event<?> stored(
      int timeline, long from, long to, Instant complete, DestinationName place) {
    return told(
        at(to + 1),
        new StreamStored(
            source,
            place,
            system,
            timeline,
            position(from),
            position(to),
            complete,
            Duration.ofMillis(800),
            at(to + 1)));
  }

  public Event<?> gap(int timeline, long from, long to) {
    return told(
        at(to),
        new StreamGap(
            source,
            system,
            timeline,
            position(from),
            position(to),
            "the server gave up the slot",
            at(to)));
  }

  public Event<?> alarm(StreamTrouble kind, boolean raised, long second) {
    return told(
        at(second),
        new StreamAlarm(
            source,
            Optional.empty(),
            kind,
            raised,
            raised ? "the server does not answer" : "the server answers again",
            "Start the server.",
            at(second)));
  }

  private static Event<?> told(Instant time, BackstayEvent data) {
    return Event.of("/backstay/test", time, data);
  }
}
