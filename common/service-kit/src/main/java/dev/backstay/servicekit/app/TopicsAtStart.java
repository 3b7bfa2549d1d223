package dev.backstay.servicekit.app;

import dev.backstay.contract.BackstayException;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.kafka.KafkaTopics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes the topics that are missing, before anybody reads or writes them. */
@ApplicationScoped
class TopicsAtStart {
  private static final System.Logger LOG = System.getLogger(TopicsAtStart.class.getName());

  private final KafkaConnection kafka;

  TopicsAtStart(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  void make(@Observes @Priority(1) StartupEvent started) {
    try {
      KafkaTopics.make(kafka);
    } catch (BackstayException e) {
      // The service starts all the same and tells by its health; workers try again by themselves.
      LOG.log(System.Logger.Level.WARNING, "the topics were not looked at: {0}", e.getMessage());
    }
  }
}
