package dev.backstay.catalog.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.events.EventCodec;
import dev.backstay.servicekit.event.MemoryEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final SourceName SOURCE = new SourceName("orders");
  private static final Instant DUE = Instant.parse("2026-11-16T03:00:00Z");
  private static final byte[] NONSENSE = "{\"no\":1}".getBytes(StandardCharsets.UTF_8);

  private final MemoryCatalogStore store = new MemoryCatalogStore();
  private final MemoryEvents topics = new MemoryEvents();
  private final Intake intake =
      new Intake(new Projector(store), topics::publish, "group", InstantSource.fixed(DUE));
  private final List<Event<?>> story = StoryEvents.whole(SOURCE, DUE);

  @Test
  void whatIsNoEventIsPutAsideWholeAndTheRestIsKept() {
    // Given
    List<IncomingRecord> batch = records(story);
    batch.add(3, record(100, NONSENSE));
    // When
    intake.take(batch);
    // Then
    assertThat(store.events()).isEqualTo(story.size());
    MessageParked parked = parked().getFirst();
    assertThat(parked.offset()).isEqualTo(100);
    assertThat(parked.failure().code()).isEqualTo(ErrorCode.EVENT_MALFORMED.name());
    assertThat(Base64.getDecoder().decode(parked.value())).isEqualTo(NONSENSE);
    assertThat(intake.figures().parked()).isEqualTo(1);
  }

  @Test
  void whatWasPutAsideAlreadyIsNeverPutAsideAgain() {
    // Given
    var place = new IncomingRecord.Place(EventType.MESSAGE_PARKED.topic(), 0, 3);
    // When
    intake.take(List.of(new IncomingRecord(place, Optional.empty(), NONSENSE)));
    // Then
    assertThat(parked()).isEmpty();
    assertThat(intake.figures().lying()).isEqualTo(1);
  }

  @Test
  void whatIsTooLargeToPutAsideIsNamed() {
    // Given
    var large = record(7, new byte[Parking.MAX_VALUE_BYTES + 1]);
    // When
    intake.take(List.of(large));
    // Then
    assertThat(parked().getFirst().value()).isEmpty();
    assertThat(parked().getFirst().failure().message()).contains("topic/0@7");
  }

  @Test
  void oneRecordThatCannotBeKeptHoldsUpNoOther() {
    // Given
    Event<?> guilty = story.get(4);
    store.refuse(message -> message.event().id().equals(guilty.id()));
    // When
    intake.take(records(story));
    // Then
    assertThat(store.events()).isEqualTo(story.size() - 1);
    assertThat(parked()).hasSize(1);
    assertThat(parked().getFirst().offset()).isEqualTo(4);
  }

  @Test
  void aDatabaseThatIsAwayIsWaitedFor() {
    // Given
    store.failNext(2);
    // When
    intake.take(records(story));
    // Then
    assertThat(store.events()).isEqualTo(story.size());
    assertThat(intake.figures().waits()).isEqualTo(2);
    assertThat(intake.figures().stall()).isEmpty();
    assertThat(parked()).isEmpty();
  }

  @Test
  void closingEndsTheWaitAndKeepsNothingHalf() {
    // Given
    store.failNext(Integer.MAX_VALUE);
    intake.close();
    // When, then
    assertThatExceptionOfType(BackstayException.class)
        .isThrownBy(() -> intake.take(records(story)))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(store.events()).isZero();
    assertThat(intake.figures().stall()).isPresent();
  }

  @Test
  void aRebuildFromTheTopicsLeadsToTheSameStates() {
    // Given
    topics.tellTwice();
    story.forEach(topics::publish);
    topics.append(EventType.DUMP_COMPLETED.topic(), Optional.of("stranger"), NONSENSE);
    var rebuild = new Rebuild(store, intake, topics, InstantSource.fixed(DUE));
    // When
    long read = rebuild.runIfDue();
    // Then
    assertThat(read).isEqualTo(2L * story.size());
    assertThat(store.states()).isEqualTo(Projector.fold(Map.of(), story));
    assertThat(rebuild.runIfDue()).isZero();
    assertThat(rebuild.run()).isEqualTo(2L * story.size());
    assertThat(store.states()).isEqualTo(Projector.fold(Map.of(), story));
  }

  private List<MessageParked> parked() {
    return topics.all(EventType.MESSAGE_PARKED).stream()
        .map(event -> (MessageParked) event.data())
        .toList();
  }

  private static List<IncomingRecord> records(List<Event<?>> events) {
    List<IncomingRecord> records = new ArrayList<>();
    for (Event<?> event : events) {
      records.add(record(records.size(), EventCodec.encode(event)));
    }
    return records;
  }

  private static IncomingRecord record(long offset, byte[] value) {
    return new IncomingRecord(
        new IncomingRecord.Place("topic", 0, offset), Optional.of("key"), value);
  }
}
