package dev.backstay.servicekit.kafka;

import dev.backstay.contract.BackstayException;
import dev.backstay.events.EventTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of all events at a broker. */
public final class KafkaTopics {
  private KafkaTopics() {}

  /**
   * Makes the topics that are not there yet, with the broker's own number of replicas; those that
   * are there stay as their operator set them up. Any number of processes may do so at once.
   */
  public static void make(KafkaConnection connection) {
    try (Admin admin = Admin.create(connection.with(Map.of()))) {
      Set<String> there =
          KafkaFailures.answer(admin.listTopics().names(), "the topics were listed");
      List<NewTopic> missing =
          EventTopic.all().stream()
              .filter(topic -> !there.contains(topic.name()))
              .map(topic ->
                  new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                      .configs(topic.settings()))
              .toList();
      admin.createTopics(missing).values().forEach(KafkaTopics::made);
    }
  }

  private static void made(String name, KafkaFuture<Void> topic) {
    try {
      KafkaFailures.answer(topic, "the topic " + name + " was made");
    } catch (BackstayException e) {
      if (!(e.getCause() instanceof TopicExistsException)) { // another process was faster
        throw e;
      }
    }
  }
}
