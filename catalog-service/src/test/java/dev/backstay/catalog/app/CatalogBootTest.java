package dev.backstay.catalog.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.StreamEvents;
import dev.backstay.catalog.intake.Intake;
import dev.backstay.catalog.intake.Rebuild;
import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.interval.StreamPieces;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.Message;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.catalog.projection.RandomHistory;
import dev.backstay.catalog.query.AlarmEntry;
import dev.backstay.catalog.query.AlarmFilter;
import dev.backstay.catalog.query.AuditEntry;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FailureEntry;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Look;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.catalog.query.ParkedMessage;
import dev.backstay.catalog.query.Streams;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.events.EventCodec;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole service; each test works on a source of its own. */
@Tag("system")
@QuarkusTest
@WithTestResource(Servers.class)
class CatalogBootTest {
  /** Long enough that everybody notices. */
  private static final long AWAY_MILLIS = 1500;

  private static final Instant DUE = Instant.parse("2026-11-16T03:00:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROUNDS = 5 * Integer.getInteger("backstay.rounds", 4);

  Map<String, Runnable> servers = Map.of();

  @Inject Backups backups;
  @Inject EventFeed feed;
  @Inject Journal journal;
  @Inject Overview overview;
  @Inject Streams streams;
  @Inject Intake intake;
  @Inject Rebuild rebuild;
  @Inject CatalogStore store;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap = "";

  @SuppressWarnings("NullAway.Init") // made before each test
  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void connect() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "5"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void disconnect() {
    producer.close();
  }

  @Test
  void whatAnEarlierVersionKeptIsReadAgainFromTheTopics() {
    // Given
    var source = new SourceName(EarlierDatabase.SOURCE);
    // When
    awaitTrue(() -> store.newestRebuild().flatMap(CatalogStore.RebuildNote::end).isPresent());
    // Then
    assertThat(store.newestRebuild().orElseThrow().begun()).isAfter(EarlierDatabase.FILLED);
    assertThat(backups.list(BackupFilter.of(source), Paging.first(9)).items()).isEmpty();
    assertThat(backups.retained(source, Set.of(StoryEvents.NEAR))).isEmpty();
    assertThat(streams.one(source)).isEmpty();
    assertThat(streams.pieces(source, Instant.EPOCH)).isEmpty();
    assertThat(streams.rolledUp(source, Instant.EPOCH)).isEmpty();
    assertThat(overview.source(source)).isEmpty();
  }

  @Test
  void aBackupIsFollowedFromItsRequestToItsProofs() {
    // Given
    var source = new SourceName("followed");
    // When
    tell(StoryEvents.whole(source, DUE));
    // Then
    awaitTimeline(source, DUE, 7);
    BackupRecord record = backups.one(StoryEvents.id(source, DUE)).orElseThrow();
    assertThat(record.offeredAt()).containsExactly(StoryEvents.FAR, StoryEvents.NEAR);
    assertThat(record.tags()).containsExactly("nightly");
    assertThat(record.state()).isEqualTo(BackupState.PROVEN);
    assertThat(journal.verifications(Optional.of(source), Paging.first(10)).items()).hasSize(2);
    assertThat(overview.source(source).orElseThrow().last().successes()).hasSize(1);
    for (Look.Standing standing : Look.Standing.values()) {
      assertThat(newest(source, standing, StoryEvents.FAR))
          .isEqualTo(
              standing == Look.Standing.DAMAGED ? Optional.empty() : Optional.of(record.backup()));
      assertThat(newest(source, standing, new DestinationName("gone"))).isEmpty();
    }
    assertThat(overview.destinations())
        .anyMatch(place -> place.destination().equals(StoryEvents.FAR));
  }

  @Test
  void listsAreFilteredAndPagedWithoutGapsOrDoubles() {
    // Given
    var source = new SourceName("listed");
    List<Event<?>> events = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      Instant due = DUE.plusSeconds(i / 2 * 3600L).plusNanos(i * 1_000L);
      events.addAll(
          i % 5 == 0 ? StoryEvents.captured(source, due) : StoryEvents.whole(source, due));
    }
    // When
    tell(events);
    awaitCount(BackupFilter.of(source), 25);
    awaitCount(stored(source), 20);
    // Then
    List<BackupSummary> paged = new ArrayList<>();
    Page<BackupSummary> page = backups.list(BackupFilter.of(source), Paging.first(7));
    paged.addAll(page.items());
    while (page.next().isPresent()) {
      page = backups.list(BackupFilter.of(source), new Paging(page.next(), 7));
      paged.addAll(page.items());
    }
    assertThat(paged).hasSize(25).doesNotHaveDuplicates();
    assertThat(paged)
        .isSortedAccordingTo((one, other) -> other.capturedAt().compareTo(one.capturedAt()));
    assertThat(backups.restorePoints(BackupFilter.of(source), Paging.first(100)).items())
        .hasSize(20);
    assertThat(backups.retained(source, Set.of(StoryEvents.NEAR, StoryEvents.FAR))).hasSize(25);
    assertThat(
            backups
                .list(
                    new BackupFilter(
                        Optional.of(source),
                        Optional.empty(),
                        Optional.of(BackupState.CAPTURED),
                        Optional.empty(),
                        Optional.of("nightly"),
                        BackupFilter.TimeSpan.ALWAYS),
                    Paging.first(100))
                .items())
        .hasSize(5);
  }

  @Test
  void failuresNameCauseAndRemedy() {
    // Given
    var source = new SourceName("failing");
    // When
    tell(List.of(StoryEvents.captured(source, DUE).getFirst(), StoryEvents.failed(source, DUE)));
    awaitState(source, DUE, BackupState.FAILED, 0);
    // Then
    assertThat(journal.failures(Optional.of(source), Paging.first(10)).items())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.failure()).isEqualTo(StoryEvents.FAILURE);
          assertThat(entry)
              .isInstanceOfSatisfying(
                  FailureEntry.OfStage.class,
                  stage -> assertThat(stage.state()).isEqualTo(BackupState.FAILED));
        });
  }

  @Test
  void aStreamIsFollowedWithItsIntervalsGapsAndAlarms() {
    // Given
    StreamEvents stream = StreamEvents.of("carried-on");
    List<Event<?>> story = new ArrayList<>();
    story.addAll(stream.base(1, 100, 110, StoryEvents.NEAR));
    story.addAll(stream.rollUp(1, 0, 300, StoryEvents.NEAR));
    story.addAll(stream.rollUp(1, 400, 600, StoryEvents.NEAR));
    story.add(stream.stored(1, 400, 650, StoryEvents.NEAR));
    story.add(stream.gap(1, 300, 400));
    story.add(stream.alarm(StreamTrouble.SLOT_LOST, true, 301));
    story.add(stream.alarm(StreamTrouble.LAGGING, true, 302));
    story.add(stream.alarm(StreamTrouble.LAGGING, false, 303));
    // When
    tell(story);
    awaitTrue(() -> recoverable(stream).equals(StreamPieces.recoverable(stream.source(), story)));
    awaitTrue(
        () -> journal.failures(Optional.of(stream.source()), Paging.first(9)).items().size() == 3);
    // Then
    Recoverable known = recoverable(stream);
    assertThat(known.intervals()).hasSize(1);
    assertThat(known.holes()).hasSize(1);
    assertThat(backups.restorePoints(BackupFilter.of(stream.source()), Paging.first(9)).items())
        .singleElement()
        .satisfies(point -> assertThat(point.backup()).isEqualTo(stream.baseId(100)));
    assertThat(backups.list(BackupFilter.of(stream.source()), Paging.first(9)).items()).hasSize(1);
    assertThat(journal.failures(Optional.of(stream.source()), Paging.first(9)).items())
        .allSatisfy(entry -> assertThat(entry.failure().remedy()).isNotEmpty())
        .extracting(entry -> ((FailureEntry.OfStream) entry).open())
        .containsExactly(false, false, true);
    assertThat(alarms(stream, Optional.empty())).hasSize(3);
    assertThat(alarms(stream, Optional.of(false))).hasSize(1);
    assertThat(alarms(stream, Optional.of(true)))
        .extracting(AlarmEntry::open)
        .containsExactly(false, true);
    // When
    rebuild.run();
    // Then
    assertThat(recoverable(stream)).isEqualTo(known);
    assertThat(streams.one(stream.source())).isPresent();
  }

  private Optional<BackupId> newest(
      SourceName source, Look.Standing standing, DestinationName place) {
    var look =
        new Look(source, Set.of(BackupKind.FULL), standing, Set.of(place), Optional.of("nightly"));
    return backups.newest(look, 1).stream().map(BackupSummary::backup).findFirst();
  }

  private List<AlarmEntry> alarms(StreamEvents stream, Optional<Boolean> raised) {
    return journal
        .alarms(new AlarmFilter(Optional.of(stream.source()), raised), Paging.first(9))
        .items();
  }

  private Recoverable recoverable(StreamEvents stream) {
    return Recoverable.of(
        new Recoverable.Told(
            streams.pieces(stream.source(), Instant.EPOCH),
            streams.rolledUp(stream.source(), Instant.EPOCH),
            streams.one(stream.source())));
  }

  @Test
  void theAuditLogTellsWhoAskedAndWhatCameOfIt() {
    // Given
    var source = new SourceName("audited");
    tell(StoryEvents.whole(source, DUE));
    // When
    tell(
        List.of(
            StoryEvents.asked(source, DUE, "ada", "upload"),
            StoryEvents.asked(source, DUE, "bob", "again")));
    awaitTrue(() -> audit(source).size() == 2);
    awaitState(source, DUE, BackupState.PROVEN, 2);
    // Then
    assertThat(audit(source))
        .anySatisfy(entry -> {
          assertThat(entry.actor()).isEqualTo("ada");
          assertThat(entry.outcome()).isInstanceOf(AuditEntry.Outcome.Done.class);
        })
        .anySatisfy(entry -> {
          assertThat(entry.actor()).isEqualTo("bob");
          assertThat(entry.outcome()).isInstanceOf(AuditEntry.Outcome.Pending.class);
        });
  }

  @Test
  void whatCannotBeReadOrKeptIsPutAsideAndTheRestGoesOn() {
    // Given
    var source = new SourceName("hostile");
    Event<?> poisoned = StoryEvents.asked(source, DUE, "nul\0nul", "x");
    // When
    send(
        "backstay.backup.dumped",
        "hostile",
        "{\"no\": \"event\"}".getBytes(StandardCharsets.UTF_8));
    send("backstay.backup.dumped", "hostile", new byte[700_000]);
    send("backstay.backup.dumped", "hostile", null);
    send(poisoned.type().topic(), "hostile", EventCodec.encode(poisoned));
    tell(StoryEvents.whole(source, DUE));
    // Then
    awaitState(source, DUE, BackupState.PROVEN, 2);
    awaitTrue(() ->
        journal.parked(Paging.first(100)).items().stream()
                .map(ParkedMessage::message)
                .filter(message -> message.key().equals(Optional.of("hostile")))
                .count()
            == 4);
    assertThat(intake.figures().parked()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void theFeedGivesEveryEventOnceInTheOrderOfArrival() {
    // Given
    var source = new SourceName("fed");
    List<Event<?>> events = StoryEvents.whole(source, DUE);
    long before = feed.newest();
    // When
    tell(events);
    tell(events);
    awaitTimeline(source, DUE, 7);
    // Then
    List<FeedEntry> entries =
        feed.after(before, new FeedFilter(FeedFilter.ALL.types(), Optional.of(source)), 100);
    assertThat(entries).hasSize(7);
    assertThat(entries).extracting(FeedEntry::sequence).isSorted();
    feed.await(0, Duration.ofSeconds(5));
    assertThat(feed.event(events.getFirst().id())).isPresent();
  }

  @Test
  void statesInTheDatabaseAreThoseOfTheFoldWhateverTheOrder() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      // Given
      var random = new Random(seed);
      List<Event<?>> history = new RandomHistory(seed).events(60);
      List<Event<?>> told = new ArrayList<>(history);
      told.addAll(history.subList(0, 30));
      Collections.shuffle(told, random);
      // When
      for (int from = 0; from < told.size(); from += 17) {
        new Projector(store)
            .project(
                told.subList(from, Math.min(told.size(), from + 17)).stream()
                    .map(Message::of)
                    .toList());
      }
      // Then
      store.transaction(transaction -> {
        var expected = Projector.fold(Map.of(), history);
        assertThat(transaction.load(expected.keySet())).isEqualTo(expected);
      });
    }
  }

  @Test
  void aRebuildFromTheTopicsGivesTheSameAnswers() {
    // Given
    var source = new SourceName("rebuilt");
    tell(StoryEvents.whole(source, DUE));
    tell(StoryEvents.captured(source, DUE.plusSeconds(3600)));
    awaitTimeline(source, DUE, 7);
    awaitTimeline(source, DUE.plusSeconds(3600), 3);
    List<Object> answers = answers(source);
    // When
    rebuild.run();
    // Then
    assertThat(answers(source)).isEqualTo(answers);
    assertThat(store.newestRebuild().orElseThrow().end()).isPresent();
    assertThat(rebuild.runIfDue()).isZero();
  }

  private List<Object> answers(SourceName source) {
    Paging paging = Paging.first(100);
    return List.of(
        backups.list(BackupFilter.of(source), paging),
        backups.restorePoints(BackupFilter.of(source), paging),
        backups.retained(source, Set.of(StoryEvents.NEAR, StoryEvents.FAR)),
        backups.one(StoryEvents.id(source, DUE)),
        backups.timeline(StoryEvents.id(source, DUE)),
        journal.verifications(Optional.of(source), paging),
        overview.source(source));
  }

  @Test
  void theDatabaseMayGoAndComeBackDuringLoad() {
    restartDuringLoad("database-away", "postgres");
  }

  @Test
  void theBrokerMayGoAndComeBackDuringLoad() {
    restartDuringLoad("broker-away", "broker");
  }

  private void restartDuringLoad(String name, String server) {
    // Given
    var source = new SourceName(name);
    int count = 200;
    CompletableFuture<Void> back = CompletableFuture.completedFuture(null);
    // When
    for (int i = 0; i < count; i++) {
      if (i == count / 4) {
        step("stop " + server);
        // By itself: without a broker, a producer that forgot its topics blocks with each event.
        back =
            CompletableFuture.runAsync(
                () -> step("start " + server),
                CompletableFuture.delayedExecutor(AWAY_MILLIS, TimeUnit.MILLISECONDS));
      }
      for (Event<?> event : StoryEvents.whole(source, DUE.plusSeconds(i * 60L))) {
        var _ = producer.send(record(event));
      }
    }
    back.join();
    producer.flush();
    // Then
    awaitCount(stored(source), count);
    awaitTrue(() -> intake.figures().stall().isEmpty());
  }

  private void step(String name) {
    Optional.ofNullable(servers.get(name)).orElseThrow().run();
  }

  private void tell(List<Event<?>> events) {
    events.forEach(event -> {
      var _ = producer.send(record(event));
    });
    producer.flush();
  }

  private static ProducerRecord<String, byte[]> record(Event<?> event) {
    return new ProducerRecord<>(
        event.type().topic(), event.data().subject(), EventCodec.encode(event));
  }

  private void send(String topic, String key, byte @Nullable [] value) {
    var _ = producer.send(new ProducerRecord<>(topic, key, value));
    producer.flush();
  }

  private List<AuditEntry> audit(SourceName source) {
    return journal.audit(Paging.first(100)).items().stream()
        .filter(entry -> entry.source().equals(source))
        .toList();
  }

  private static BackupFilter stored(SourceName source) {
    BackupFilter all = BackupFilter.of(source);
    return new BackupFilter(
        all.source(),
        all.kind(),
        Optional.of(BackupState.PROVEN),
        Optional.of(StoryEvents.FAR),
        all.tag(),
        all.captured());
  }

  private void awaitCount(BackupFilter filter, int count) {
    awaitTrue(() -> backups.list(filter, Paging.first(Paging.MAX_LIMIT)).items().size() == count);
  }

  /** All of a backup's proofs are there. */
  private void awaitState(SourceName source, Instant due, BackupState state, int proofs) {
    awaitTrue(() ->
        backups
            .one(StoryEvents.id(source, due))
            .filter(record -> record.state() == state && record.proofs().size() == proofs)
            .isPresent());
  }

  private void awaitTimeline(SourceName source, Instant due, int events) {
    awaitTrue(() -> backups.timeline(StoryEvents.id(source, due)).size() == events);
  }

  private void awaitTrue(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      feed.await(Long.MAX_VALUE, Duration.ofMillis(100));
    }
  }
}
