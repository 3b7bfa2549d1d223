package dev.backstay.catalog.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.intake.Intake;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.events.EventCodec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * A benchmark, run by {@code benchmarks/catalog-million.sh} alone: tells the events of many backups
 * to a real broker, measures how fast they are projected and how long questions take afterwards.
 */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class CatalogMillion {
  private static final int BACKUPS = Integer.getInteger("backstay.backups", 20_000);
  private static final int SOURCES = 500;
  private static final int WARM_UP = 300;
  private static final int QUESTIONS = 2_000;
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  private final Random random = new Random(1);
  private final List<String> table = new ArrayList<>();

  @Inject Backups backups;
  @Inject EventFeed feed;
  @Inject Journal journal;
  @Inject Overview overview;
  @Inject Intake intake;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap = "";

  @Test
  void manyBackups() throws IOException {
    long events = project();
    assertThat(events).isPositive();
    table.add("");
    table.add(row("question", "p50 ms", "p95 ms", "p99 ms", "max ms"));
    ask("list, newest first", () -> list(BackupFilter.ALL));
    ask("list of a source", () -> list(BackupFilter.of(source())));
    ask("list in a state and span", () -> list(spanned()));
    ask("list at a destination", () -> list(atDestination()));
    ask("list by tag", () -> list(tagged()));
    ask("next page of a list", this::nextPage);
    ask("detail of a backup", () -> backups.one(backup()));
    ask("timeline of a backup", () -> backups.timeline(backup()));
    ask("restore points", () -> backups.restorePoints(BackupFilter.of(source()), page()));
    ask("verifications", () -> journal.verifications(Optional.of(source()), page()));
    ask("one source", () -> overview.source(source()));
    ask("feed", () -> feed.after(random.nextLong(Math.max(1, feed.newest())), FeedFilter.ALL, 50));
    Path report = Path.of("target", "catalog-million.txt");
    Files.write(report, table);
  }

  private long project() {
    long begin = System.nanoTime();
    long told = 0;
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "linger.ms",
                "20",
                "batch.size",
                "262144",
                "compression.type",
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < BACKUPS; i++) {
        for (Event<?> event : StoryEvents.whole(source(i), due(i))) {
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      event.type().topic(), event.data().subject(), EventCodec.encode(event)));
          told++;
        }
      }
      producer.flush();
    }
    long sent = System.nanoTime();
    while (intake.figures().projected() < told) {
      feed.await(Long.MAX_VALUE, Duration.ofMillis(200));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    table.add(
        String.format(
            Locale.ROOT,
            "%d backups, %d events: told in %.1f s, projected %.1f s after the first: %.0f"
                + " events/s",
            BACKUPS,
            told,
            (sent - begin) / 1e9,
            seconds,
            told / seconds));
    return told;
  }

  private static SourceName source(int backup) {
    return new SourceName("source-" + backup % SOURCES);
  }

  private static Instant due(int backup) {
    return FIRST.plus(Duration.ofMinutes(backup / SOURCES * 10L)).plusMillis(backup % SOURCES);
  }

  private SourceName source() {
    return source(random.nextInt(BACKUPS));
  }

  private BackupId backup() {
    int backup = random.nextInt(BACKUPS);
    return StoryEvents.id(source(backup), due(backup));
  }

  private Page<BackupSummary> list(BackupFilter filter) {
    return backups.list(filter, page());
  }

  private static Paging page() {
    return Paging.first(Paging.DEFAULT_LIMIT);
  }

  private BackupFilter spanned() {
    Instant from = due(random.nextInt(BACKUPS));
    return new BackupFilter(
        Optional.of(source()),
        Optional.empty(),
        Optional.of(BackupState.PROVEN),
        Optional.empty(),
        Optional.empty(),
        new BackupFilter.TimeSpan(Optional.of(from), Optional.of(from.plus(Duration.ofDays(7)))));
  }

  private static BackupFilter atDestination() {
    return new BackupFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(StoryEvents.FAR),
        Optional.empty(),
        BackupFilter.TimeSpan.ALWAYS);
  }

  private static BackupFilter tagged() {
    return new BackupFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("nightly"),
        BackupFilter.TimeSpan.ALWAYS);
  }

  private Page<BackupSummary> nextPage() {
    int backup = random.nextInt(BACKUPS);
    return backups.list(
        BackupFilter.ALL,
        new Paging(
            Optional.of(
                new Cursor(due(backup), StoryEvents.id(source(backup), due(backup)).value())),
            Paging.DEFAULT_LIMIT));
  }

  private void ask(String question, Runnable query) {
    for (int i = 0; i < WARM_UP; i++) {
      query.run();
    }
    long[] nanos = new long[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
      long begin = System.nanoTime();
      query.run();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    table.add(
        row(
            question,
            millis(nanos[QUESTIONS / 2]),
            millis(nanos[QUESTIONS * 95 / 100]),
            millis(nanos[QUESTIONS * 99 / 100]),
            millis(nanos[QUESTIONS - 1])));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  private static String row(String question, String... figures) {
    var row = new StringBuilder(String.format(Locale.ROOT, "%-28s", question));
    for (String figure : figures) {
      row.append(String.format(Locale.ROOT, "%10s", figure));
    }
    return row.toString();
  }
}
