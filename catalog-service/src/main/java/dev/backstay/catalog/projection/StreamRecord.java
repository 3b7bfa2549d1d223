package dev.backstay.catalog.projection;

import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The last that is known of the continuous capture of a source. What was rolled up is told by the
 * backups that hold it; this is how far the stream has come beyond them, and what is wrong with it.
 *
 * @param held the newest word of each destination about each timeline
 * @param gaps the newest ones
 * @param alarms the newest word about each trouble
 * @param rollUp the newest roll-up
 * @param failure the newest failure of a roll-up
 */
public record StreamRecord(
    SourceName source,
    List<Held> held,
    List<Gap> gaps,
    List<Alarm> alarms,
    Optional<RollUp> rollUp,
    Optional<RollUpFailure> failure)
    implements ProjectedState {
  /** Each promotion begins a timeline; older ones are told of by roll-ups long since. */
  private static final int MAX_HELD = 200;

  /** Each costs a base backup; older ones lie before all that is still kept. */
  private static final int MAX_GAPS = 1_000;

  public StreamRecord {
    held = List.copyOf(held);
    gaps = List.copyOf(gaps);
    alarms = List.copyOf(alarms);
  }

  /**
   * How far a destination holds a timeline without a hole.
   *
   * @param until up to when all that the server wrote is there
   */
  public record Held(
      EventId event,
      Instant at,
      DestinationName destination,
      SystemIdentifier system,
      int timeline,
      StreamPosition from,
      StreamPosition to,
      Instant until,
      Duration lag)
      implements Fact {
    String place() {
      return "%s/%s/%08x".formatted(destination, system, timeline);
    }
  }

  /** A piece that is lost for good. */
  public record Gap(
      EventId event,
      Instant at,
      SystemIdentifier system,
      int timeline,
      StreamPosition from,
      StreamPosition to,
      String cause)
      implements Fact {
    String place() {
      return "%s/%08x/%s/%s".formatted(system, timeline, from, to);
    }
  }

  /** How one trouble stands. */
  public record Alarm(
      EventId event,
      Instant at,
      Optional<DestinationName> destination,
      StreamTrouble kind,
      boolean raised,
      String message,
      String remedy)
      implements Fact {
    String place() {
      return kind + "/" + destination.map(DestinationName::value).orElse("");
    }
  }

  /** A roll-up that is whole. */
  public record RollUp(EventId event, Instant at, BackupId backup) implements Fact {}

  /** A roll-up that failed. */
  public record RollUpFailure(
      EventId event,
      Instant at,
      BackupId backup,
      Optional<DestinationName> destination,
      Failure failure)
      implements Fact {}

  /** Of a source whose stream nobody told of. */
  public static StreamRecord unknown(SourceName source) {
    return new StreamRecord(
        source, List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  @Override
  public StateKey key() {
    return new StateKey.OfStream(source);
  }

  @Override
  public StreamRecord apply(Event<?> event) {
    if (!event.data().subject().equals(source.value())) {
      return this;
    }
    return switch (event.data()) {
      case StreamStored told -> with(held(event, told));
      case StreamGap told -> with(gap(event, told));
      case StreamAlarm told -> with(alarm(event, told));
      case DumpCompleted told when told.kind() == BackupKind.WAL ->
          with(new RollUp(event.id(), told.completedAt(), told.backup()));
      case BackupFailed told when told.kind() == BackupKind.WAL ->
          with(
              new RollUpFailure(
                  event.id(), told.failedAt(), told.backup(), told.destination(), told.failure()));
      default -> this;
    };
  }

  private static Held held(Event<?> event, StreamStored told) {
    return new Held(
        event.id(),
        told.storedAt(),
        told.destination(),
        told.system(),
        told.timeline(),
        told.from(),
        told.to(),
        told.until(),
        told.lag());
  }

  private static Gap gap(Event<?> event, StreamGap told) {
    return new Gap(
        event.id(),
        told.detectedAt(),
        told.system(),
        told.timeline(),
        told.from(),
        told.to(),
        told.cause());
  }

  private static Alarm alarm(Event<?> event, StreamAlarm told) {
    return new Alarm(
        event.id(),
        told.at(),
        told.destination(),
        told.kind(),
        told.raised(),
        told.message(),
        told.remedy());
  }

  private StreamRecord with(Held told) {
    List<Held> joined = newest(Newest.each(held, told, Held::place), MAX_HELD);
    return new StreamRecord(source, joined, gaps, alarms, rollUp, failure);
  }

  private StreamRecord with(Gap told) {
    List<Gap> joined = newest(Newest.each(gaps, told, Gap::place), MAX_GAPS);
    return new StreamRecord(source, held, joined, alarms, rollUp, failure);
  }

  private StreamRecord with(Alarm told) {
    List<Alarm> joined = Newest.each(alarms, told, Alarm::place);
    return new StreamRecord(source, held, gaps, joined, rollUp, failure);
  }

  private StreamRecord with(RollUp told) {
    return new StreamRecord(source, held, gaps, alarms, Newest.of(rollUp, told), failure);
  }

  private StreamRecord with(RollUpFailure told) {
    return new StreamRecord(source, held, gaps, alarms, rollUp, Newest.of(failure, told));
  }

  /** What is dropped is older than all that stays, so it would be dropped in any order. */
  private static <T extends Fact> List<T> newest(List<T> facts, int limit) {
    if (facts.size() <= limit) {
      return facts;
    }
    T oldest = facts.stream().min(Fact.OLDER_FIRST).orElseThrow();
    return facts.stream().filter(fact -> !fact.equals(oldest)).toList();
  }

  /** The troubles that are not over, the newest first. */
  public List<Alarm> raised() {
    return alarms.stream()
        .filter(Alarm::raised)
        .sorted(Comparator.comparing(Alarm::at).reversed().thenComparing(Alarm::place))
        .toList();
  }
}
