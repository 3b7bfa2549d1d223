package dev.backstay.catalog.app;

import dev.backstay.catalog.intake.Intake;
import dev.backstay.catalog.intake.IntakeFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The intake's figures as metrics. */
@ApplicationScoped
class IntakeMetrics {
  void register(@Observes StartupEvent started, MeterRegistry registry, Intake intake) {
    IntakeFigures figures = intake.figures();
    FunctionCounter.builder("backstay.catalog.events", figures, each -> (double) each.projected())
        .description("Events taken into the catalog, doubles included")
        .register(registry);
    FunctionCounter.builder("backstay.catalog.parked", figures, each -> (double) each.parked())
        .description("Records put aside because they could not be read or kept")
        .register(registry);
    FunctionCounter.builder("backstay.catalog.lying", figures, each -> (double) each.lying())
        .description("Records of the dead-letters topic that cannot be read, and stay there")
        .register(registry);
    FunctionCounter.builder("backstay.catalog.waits", figures, each -> (double) each.waits())
        .description("Times that a batch waited for the database or the broker")
        .register(registry);
  }
}
