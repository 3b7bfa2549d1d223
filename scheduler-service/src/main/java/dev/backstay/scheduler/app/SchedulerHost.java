package dev.backstay.scheduler.app;

import dev.backstay.contract.event.Event;
import dev.backstay.scheduler.due.DueRules;
import dev.backstay.scheduler.due.PresentAgenda;
import dev.backstay.scheduler.loop.EventSink;
import dev.backstay.scheduler.loop.Scheduler;
import dev.backstay.scheduler.loop.SchedulerPorts;
import dev.backstay.scheduler.loop.SchedulerThread;
import dev.backstay.servicekit.app.Identity;
import dev.backstay.servicekit.app.PolicyFile;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.kafka.KafkaConnection;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the scheduler together, starts it with the process, and ends it before the broker. */
final class SchedulerHost {
  private static final String PRODUCER = "/backstay/scheduler";

  private SchedulerHost() {}

  @Produces
  @Singleton
  static SchedulerPorts ports(
      KafkaConnection kafka, EventPublisher publisher, InstantSource clock) {
    EventSink events = event -> publisher.publish(Event.of(PRODUCER, clock.instant(), event));
    return new SchedulerPorts(new KafkaRequestHistory(kafka, clock), events, clock);
  }

  @Produces
  @Singleton
  static Scheduler scheduler(
      SchedulerSettings settings, PolicyFile policy, Identity identity, SchedulerPorts ports) {
    return new Scheduler(
        identity.instance(), new DueRules(settings.catchUp()), new PresentAgenda(policy), ports);
  }

  @Produces
  @Singleton
  @Startup
  static SchedulerThread thread(Scheduler scheduler) {
    return SchedulerThread.start(scheduler, Thread::sleep);
  }

  static void end(@Disposes SchedulerThread thread) {
    thread.close();
  }
}
