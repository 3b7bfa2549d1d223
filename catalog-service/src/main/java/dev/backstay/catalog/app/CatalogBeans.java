package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.Intake;
import dev.backstay.catalog.intake.Rebuild;
import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.Projector;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.servicekit.event.KafkaEventPublisher;
import dev.backstay.servicekit.event.KafkaEventSource;
import dev.backstay.servicekit.kafka.KafkaConnection;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the catalog together. */
final class CatalogBeans {
  private CatalogBeans() {}

  @Produces
  @Singleton
  static Intake intake(
      CatalogStore store,
      EventPublisher publisher,
      @ConfigProperty(name = "mp.messaging.incoming.catalog-events.group.id") String group) {
    return new Intake(new Projector(store), publisher::publish, group, Clock.systemUTC());
  }

  static void close(@Disposes Intake intake) {
    intake.close();
  }

  @Produces
  @Singleton
  static Rebuild rebuild(CatalogStore store, Intake intake, EventSource history) {
    return new Rebuild(store, intake, history, Clock.systemUTC());
  }

  /** Where no host tells events by other means. */
  @Produces
  @Singleton
  @DefaultBean
  static EventPublisher publisher(
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
    return new KafkaEventPublisher(KafkaConnection.plain(bootstrap));
  }

  static void close(@Disposes EventPublisher publisher) {
    publisher.close();
  }

  @Produces
  @Singleton
  @DefaultBean
  static EventSource history(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
    return new KafkaEventSource(KafkaConnection.plain(bootstrap));
  }
}
