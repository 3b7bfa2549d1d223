package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.History;
import dev.backstay.catalog.intake.Intake;
import dev.backstay.catalog.intake.Rebuild;
import dev.backstay.catalog.projection.CatalogStore;
import dev.backstay.catalog.projection.Projector;
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
      ParkedChannel parked,
      @ConfigProperty(name = "mp.messaging.incoming.catalog-events.group.id") String group) {
    return new Intake(new Projector(store), parked::publish, group, Clock.systemUTC());
  }

  static void close(@Disposes Intake intake) {
    intake.close();
  }

  @Produces
  @Singleton
  static Rebuild rebuild(CatalogStore store, Intake intake, History history) {
    return new Rebuild(store, intake, history, Clock.systemUTC());
  }
}
