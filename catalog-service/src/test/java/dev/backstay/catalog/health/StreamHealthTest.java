package dev.backstay.catalog.health;

import static dev.backstay.catalog.StreamEvents.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.StreamEvents;
import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.interval.StreamPieces;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.catalog.projection.StateKey;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.stream.StreamStanding;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Objective;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamHealthTest {
  private static final StreamEvents STREAM = StreamEvents.of("orders");
  private static final DestinationName FAR = StoryEvents.FAR;
  private static final Optional<Duration> MINUTE = Optional.of(Duration.ofMinutes(1));
  private static final Instant NOW = at(50_000);
  private static final List<Event<?>> BASE = STREAM.base(1, 100, 110, FAR);
  private static final Event<?> FRESH = STREAM.stored(1, 0, 49_995, FAR);

  @Test
  void whereAStreamIsCapturedItKeepsThePromiseAndABackupMayBeADayOld() {
    assertThat(health(MINUTE, FRESH).state()).isEqualTo(HealthState.OK);
    assertThat(health(MINUTE, STREAM.stored(1, 0, 49_000, FAR)).texts())
        .containsExactly(
            "orders: every destination is 16 min behind the server, promised are 1 min");
    assertThat(health(Optional.empty(), STREAM.stored(1, 0, 49_000, FAR)).state())
        .isEqualTo(HealthState.WARNING);
  }

  @Test
  void whileNoDestinationToldOfItBackupsKeepThePromise() {
    assertThat(health(MINUTE, STREAM.alarm(StreamTrouble.LAGGING, false, 1)).texts())
        .containsExactly(
            "orders: the newest proven backup is 3 h old, promised are 1 min",
            "orders: WAL is to be captured, and no destination holds any of it yet");
  }

  @Test
  void logThatNoBackupIsTheBeginOfKeepsNoPromise() {
    assertThat(health(record(FRESH), MINUTE, Optional.empty(), List.of()).texts())
        .containsExactlyInAnyOrder(
            "orders: the newest proven backup is 3 h old, promised are 1 min",
            "orders: log is kept, but no base backup that it goes on from: it brings nothing back");
    assertThat(
            health(
                    record(FRESH, STREAM.gap(1, 40_000, 41_000)),
                    MINUTE,
                    Optional.of(at(45_000)),
                    BASE)
                .state())
        .isEqualTo(HealthState.CRITICAL);
  }

  @Test
  void alarmsThatAreNotOverAreReasons() {
    // Given
    Event<?> lost = STREAM.alarm(StreamTrouble.SLOT_LOST, true, 49_990);
    Event<?> retained = STREAM.alarm(StreamTrouble.WAL_RETAINED, true, 49_990);

    // Then
    assertThat(health(Optional.empty(), FRESH, lost).texts())
        .containsExactly("orders: the server does not answer");
    assertThat(health(Optional.empty(), FRESH, lost).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(health(Optional.empty(), FRESH, retained).state()).isEqualTo(HealthState.WARNING);
    assertThat(
            health(
                    Optional.empty(),
                    FRESH,
                    STREAM.alarm(StreamTrouble.SLOT_LOST, false, 49_999),
                    lost)
                .state())
        .isEqualTo(HealthState.OK);
  }

  @Test
  void aGapIsCriticalUntilABackupFollowsIt() {
    // Given
    StreamRecord gapped = record(FRESH, STREAM.gap(1, 40_000, 41_000));

    // Then
    assertThat(health(gapped, Optional.empty()).state()).isEqualTo(HealthState.CRITICAL);
    assertThat(health(gapped, Optional.of(at(40_500))).texts())
        .singleElement()
        .asString()
        .contains("no backup follows it yet: the server gave up the slot");
    assertThat(
            health(
                    gapped,
                    Optional.empty(),
                    Optional.of(at(41_500)),
                    STREAM.base(1, 41_500, 41_600, FAR))
                .state())
        .isEqualTo(HealthState.OK);
  }

  private static Health health(Optional<Duration> rpo, Event<?>... events) {
    return health(record(events), rpo, Optional.empty());
  }

  private static Health health(StreamRecord record, Optional<Instant> physical) {
    return health(record, Optional.empty(), physical);
  }

  private static Health health(
      StreamRecord record, Optional<Duration> rpo, Optional<Instant> physical) {
    return health(record, rpo, physical, BASE);
  }

  private static Health health(
      StreamRecord record,
      Optional<Duration> rpo,
      Optional<Instant> physical,
      List<Event<?>> backups) {
    Recoverable.Told pieces = StreamPieces.told(STREAM.source(), backups);
    Recoverable recoverable =
        Recoverable.of(
            new Recoverable.Told(pieces.pieces(), pieces.rolledUp(), Optional.of(record)));
    StreamStanding standing = StreamStanding.of(record, List.of(FAR), recoverable, NOW);
    var facts =
        new SourceFacts(
            STREAM.source(),
            new Objective(rpo, Optional.empty()),
            Set.of(BackupKind.FULL),
            Optional.empty(),
            Optional.of(NOW.minus(Duration.ofHours(3))),
            Optional.empty(),
            Optional.of(new StreamFacts(standing, physical)));
    return new HealthRules(NOW.minus(Duration.ofDays(1))).ofSource(facts, NOW);
  }

  private static StreamRecord record(Event<?>... events) {
    StateKey key = new StateKey.OfStream(STREAM.source());
    return (StreamRecord)
        Objects.requireNonNull(Projector.fold(Map.of(), List.of(events)).get(key));
  }
}
