package dev.backstay.catalog.app.figures;

import dev.backstay.catalog.api.SourceAnswer;
import dev.backstay.catalog.chore.Repeating;
import dev.backstay.catalog.health.HealthState;
import dev.backstay.catalog.platform.Platform;
import dev.backstay.contract.policy.Location;
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

  private final Platform platform;
  private final BackupCounts counts;
  private final PolicyFile policy;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final Map<Figure, MultiGauge> gauges = new HashMap<>();
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

  /** The metrics, by the names that monitoring knows. */
  private enum Figure {
    HEALTH_STATUS("backup_health_status", "0 for OK, 1 for WARNING, 2 for CRITICAL"),
    TOTAL_COUNT("backup_total_count", "Backups that can be restored"),
    TOTAL_SIZE("backup_total_size_bytes", "Bytes that these backups added to the vault"),
    DISK_USAGE("backup_disk_usage_percent", "How full the disk of a local destination is"),
    RTO("backup_rto_minutes", "How long recovery may take (promised) and took last (measured)"),
    RPO("backup_rpo_minutes", "How much may be lost (promised) and would be lost now (measured)"),
    LAST_FULL("backup_last_full_age_hours", "Age of the newest full backup that can be restored"),
    SUCCESS_RATE("backup_success_rate", "Share of the last 30 days' backups that succeeded, 0 to 1"),
    FAILURES("backup_failures_last_24h", "Stages that failed in the last 24 hours");

    private final String metric;
    private final String meaning;

    Figure(String metric, String meaning) {
      this.metric = metric;
      this.meaning = meaning;
    }
  }

  synchronized void start(@Observes StartupEvent started) {
    for (Figure figure : Figure.values()) {
      gauges.put(
          figure,
          MultiGauge.builder(figure.metric).description(figure.meaning).register(registry));
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
    Map<Figure, List<Row<?>>> rows = new HashMap<>();
    platform.sources().forEach(source -> add(rows, source));
    counts
        .all(now.minus(LATELY), now.minus(RECENTLY))
        .forEach(count -> add(rows, count, now));
    addDisks(rows);
    for (Figure figure : Figure.values()) {
      MultiGauge gauge = gauges.get(figure);
      if (gauge != null) {
        gauge.register(rows.getOrDefault(figure, List.of()), true);
      }
    }
  }

  private static void add(Map<Figure, List<Row<?>>> rows, SourceAnswer source) {
    Tags tags = Tags.of("source", source.name());
    add(rows, Figure.HEALTH_STATUS, tags, level(source.state()));
    Map.of("promised", source.objectives().promised(), "measured", source.objectives().measured())
        .forEach((kind, figures) -> {
          minutes(figures.rpo())
              .ifPresent(value -> add(rows, Figure.RPO, tags.and("figure", kind), value));
          minutes(figures.rto())
              .ifPresent(value -> add(rows, Figure.RTO, tags.and("figure", kind), value));
        });
  }

  /** As monitoring plugins count. */
  private static double level(HealthState state) {
    return switch (state) {
      case OK -> 0;
      case WARNING -> 1;
      case CRITICAL -> 2;
    };
  }

  private static Optional<Double> minutes(Optional<String> duration) {
    return duration.map(text -> Duration.parse(text).toSeconds() / SECONDS_PER_MINUTE);
  }

  private static void add(
      Map<Figure, List<Row<?>>> rows, BackupCounts.Count count, Instant now) {
    Tags tags = Tags.of("source", count.source());
    add(rows, Figure.TOTAL_COUNT, tags, (double) count.offered());
    add(rows, Figure.TOTAL_SIZE, tags, (double) count.bytes());
    add(rows, Figure.FAILURES, tags, (double) count.failures());
    long ended = count.good() + count.failed();
    if (ended > 0) {
      add(rows, Figure.SUCCESS_RATE, tags, (double) count.good() / ended);
    }
    count
        .lastFull()
        .ifPresent(at ->
            add(
                rows,
                Figure.LAST_FULL,
                tags,
                Duration.between(at, now).toSeconds() / SECONDS_PER_HOUR));
  }

  private void addDisks(Map<Figure, List<Row<?>>> rows) {
    policy.get().destinations().forEach(place -> {
      if (place.location() instanceof Location.Local local && Files.isDirectory(local.path())) {
        try {
          FileStore disk = Files.getFileStore(local.path());
          if (disk.getTotalSpace() > 0) {
            double free = (double) disk.getUsableSpace() / disk.getTotalSpace();
            add(
                rows,
                Figure.DISK_USAGE,
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
      Map<Figure, List<Row<?>>> rows, Figure figure, Tags tags, double value) {
    rows.computeIfAbsent(figure, _ -> new ArrayList<>()).add(Row.of(tags, value));
  }
}
