package dev.backstay.catalog.app.http;

import dev.backstay.catalog.api.RunningAnswer;
import dev.backstay.catalog.health.HealthRules;
import dev.backstay.catalog.platform.Known;
import dev.backstay.catalog.platform.LiveWork;
import dev.backstay.catalog.platform.Platform;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.Streams;
import dev.backstay.catalog.request.Requests;
import dev.backstay.catalog.retention.Completeness;
import dev.backstay.catalog.retention.Retention;
import dev.backstay.servicekit.app.PolicyFile;
import dev.backstay.servicekit.event.DeadLetters;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.KafkaDeadLetters;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.progress.ProgressBoard;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the API together. */
final class ApiBeans {
  private ApiBeans() {}

  @Produces
  @Singleton
  static Protected policy(PolicyFile file) {
    return new Protected(file);
  }

  @Produces
  @Singleton
  static LiveWork live(ProgressBoard board) {
    return () -> board.all().stream().map(RunningAnswer::of).toList();
  }

  @Produces
  @Singleton
  @DefaultBean
  static DeadLetters deadLetters(KafkaConnection kafka) {
    return new KafkaDeadLetters(kafka);
  }

  @Produces
  @Singleton
  static Known known(Overview overview, Backups backups, Journal journal, Streams streams) {
    return new Known(overview, backups, journal, streams);
  }

  @Produces
  @Singleton
  static Platform platform(Known known, PolicyFile file, LiveWork live, InstantSource clock) {
    return new Platform(
        known,
        new Platform.Rule(file, file::objection),
        live,
        new HealthRules(clock.instant()),
        clock);
  }

  @Produces
  @Singleton
  static Requests requests(Backups backups, EventPublisher publisher, InstantSource clock) {
    return new Requests(backups, publisher::publish, clock);
  }

  @Produces
  @Singleton
  static Retention retention(
      Backups backups,
      Journal journal,
      EventPublisher publisher,
      Completeness completeness,
      InstantSource clock) {
    return new Retention(backups, journal, publisher::publish, completeness, clock);
  }
}
