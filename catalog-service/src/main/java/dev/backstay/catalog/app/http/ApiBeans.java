package dev.backstay.catalog.app.http;

import dev.backstay.catalog.health.HealthRules;
import dev.backstay.catalog.platform.Known;
import dev.backstay.catalog.platform.LiveWork;
import dev.backstay.catalog.platform.Platform;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.request.Requests;
import dev.backstay.catalog.retention.Retention;
import dev.backstay.policy.PolicyReader;
import dev.backstay.servicekit.event.EventPublisher;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the API together. */
final class ApiBeans {
  private ApiBeans() {}

  @Produces
  @Singleton
  static PolicyFile policy(@ConfigProperty(name = "backstay.policy") Optional<String> file) {
    return new PolicyFile(
        file.map(Path::of).map(path -> new PolicyReader().read(path).orThrow()));
  }

  /** Of a host that has no board where work shows itself. */
  @Produces
  @Singleton
  @DefaultBean
  static LiveWork live() {
    return List::of;
  }

  @Produces
  @Singleton
  static Platform platform(
      Overview overview, Backups backups, Journal journal, PolicyFile policy, LiveWork live) {
    Clock clock = Clock.systemUTC();
    return new Platform(
        new Known(overview, backups, journal),
        policy.policy(),
        live,
        new HealthRules(clock.instant()),
        clock);
  }

  @Produces
  @Singleton
  static Requests requests(Backups backups, EventPublisher publisher) {
    return new Requests(backups, publisher::publish, Clock.systemUTC());
  }

  @Produces
  @Singleton
  static Retention retention(Backups backups, Journal journal, EventPublisher publisher) {
    return new Retention(backups, journal, publisher::publish, Clock.systemUTC());
  }
}
