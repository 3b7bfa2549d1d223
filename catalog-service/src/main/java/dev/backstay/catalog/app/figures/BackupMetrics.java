package dev.backstay.catalog.app.figures;

import dev.backstay.catalog.api.ObjectiveAnswer;
import dev.backstay.catalog.api.SourceAnswer;
import dev.backstay.catalog.api.StreamAnswer;
import dev.backstay.catalog.chore.Repeating;
import dev.backstay.catalog.health.HealthState;
import dev.backstay.catalog.platform.Platform;
import dev.backstay.contract.policy.Location;
import dev.backstay.servicekit.app.BackupMetric;
import dev.backstay.servicekit.app.PolicyFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How each source stands, as metrics. They are taken anew each minute, so that scraping costs
 * nothing and a database that is away leaves the last ones.
 */
@ApplicationScoped
class BackupMetrics {
  private static final Logger LOG = Logger.getLogger(BackupMetrics.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  /** The rate of success tells of a month. */
  private static final Duration LATELY = Duration.ofDays(30);

  private static final Duration RECENTLY = Duration.ofHours(24);
  private static final double SECONDS_PER_MINUTE = 60;
  private static final double SECONDS_PER_HOUR = 3_600;
  private static final double PERCENT = 100;
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Platform platform;
  private final BackupCounts counts;
  private final PolicyFile policy;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final Map<BackupMetric, MultiGauge> gauges = new HashMap<>();
  private @Nullable Repeating taking;

  BackupMetrics(
      Platform platform,
      BackupCounts counts,
      PolicyFile policy,
      InstantSource clock,
      MeterRegistry registry) {
    this.platform = platform;
    this.counts = counts;
    this.policy = policy;
    this.clock = clock;
    this.registry = registry;
  }

  synchronized void start(@Observes StartupEvent started) {
    for (BackupMetric metric : BackupMetric.values()) {
      gauges.put(
          metric,
          MultiGauge.builder(metric.wireName()).description(metric.help()).register(registry));
    }
    taking =
        Repeating.start(
            "catalog-figures",
            EVERY,
            this::take,
            failure -> LOG.debugf(failure, "figures.postponed"));
  }

  synchronized void stop(@Observes ShutdownEvent stopping) {
    if (taking != null) {
      taking.close();
    }
  }

  /** Takes all of them anew. */
  void take() {
    Instant now = clock.instant();
    Map<BackupMetric, List<Row<?>>> rows = new HashMap<>();
    platform.sources().forEach(source -> add(rows, source));
    counts.all(now.minus(LATELY), now.minus(RECENTLY)).forEach(count -> add(rows, count, now));
    addDisks(rows);
    for (BackupMetric metric : BackupMetric.values()) {
      MultiGauge gauge = gauges.get(metric);
      if (gauge != null) {
        gauge.register(rows.getOrDefault(metric, List.of()), true);
      }
    }
  }

  private static void add(Map<BackupMetric, List<Row<?>>> rows, SourceAnswer source) {
    Tags tags = Tags.of("source", source.name());
    add(rows, BackupMetric.HEALTH_STATUS, tags, source.state() == HealthState.OK ? 1 : 0);
    ObjectiveAnswer.Figures measured = source.objectives().measured();
    minutes(measured.rpo()).ifPresent(value -> add(rows, BackupMetric.RPO_MINUTES, tags, value));
    minutes(measured.rto()).ifPresent(value -> add(rows, BackupMetric.RTO_MINUTES, tags, value));
    source.stream().ifPresent(stream -> add(rows, stream, tags));
  }

  private static void add(Map<BackupMetric, List<Row<?>>> rows, StreamAnswer stream, Tags source) {
    add(rows, BackupMetric.STREAM_ALARMS, source, stream.alarms().size());
    stream
        .destinations()
        .forEach(place ->
            add(
                rows,
                BackupMetric.STREAM_BEHIND_SECONDS,
                source.and("destination", place.destination()),
                Duration.parse(place.behind()).toMillis() / MILLIS_PER_SECOND));
  }

  private static Optional<Double> minutes(Optional<String> duration) {
    return duration.map(
        text -> Duration.parse(text).toMillis() / MILLIS_PER_SECOND / SECONDS_PER_MINUTE);
  }

  private static void add(
      Map<BackupMetric, List<Row<?>>> rows, BackupCounts.Count count, Instant now) {
    Tags tags = Tags.of("source", count.source());
    add(rows, BackupMetric.TOTAL_COUNT, tags, (double) count.offered());
    add(rows, BackupMetric.TOTAL_SIZE_BYTES, tags, (double) count.bytes());
    add(rows, BackupMetric.FAILURES_LAST_24H, tags, (double) count.failures());
    long ended = count.good() + count.failed();
    if (ended > 0) {
      add(rows, BackupMetric.SUCCESS_RATE, tags, (double) count.good() / ended);
    }
    count
        .lastFull()
        .ifPresent(at ->
            add(
                rows,
                BackupMetric.LAST_FULL_AGE_HOURS,
                tags,
                Duration.between(at, now).toSeconds() / SECONDS_PER_HOUR));
  }

  private void addDisks(Map<BackupMetric, List<Row<?>>> rows) {
    policy
        .get()
        .destinations()
        .forEach(place -> {
          if (place.location() instanceof Location.Local local && Files.isDirectory(local.path())) {
            try {
              FileStore disk = Files.getFileStore(local.path());
              if (disk.getTotalSpace() > 0) {
                double free = (double) disk.getUsableSpace() / disk.getTotalSpace();
                add(
                    rows,
                    BackupMetric.DISK_USAGE_PERCENT,
                    Tags.of("destination", place.name().value()),
                    PERCENT * (1 - free));
              }
            } catch (IOException e) {
              LOG.debugf(e, "figures.disk.unknown destination=%s", place.name());
            }
          }
        });
  }

  private static void add(
      Map<BackupMetric, List<Row<?>>> rows, BackupMetric metric, Tags tags, double value) {
    rows.computeIfAbsent(metric, _ -> new ArrayList<>()).add(Row.of(tags, value));
  }
}
