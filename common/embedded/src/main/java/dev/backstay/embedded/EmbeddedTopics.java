package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.events.EventTopic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of all events, made before anybody reads or writes. */
final class EmbeddedTopics {
  private static final short ALONE = 1;

  private EmbeddedTopics() {}

  static void make(Map<String, String> client) {
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      Set<String> there = admin.listTopics().names().get();
      List<NewTopic> missing =
          EventTopic.all().stream()
              .filter(topic -> !there.contains(topic.name()))
              .map(topic ->
                  new NewTopic(topic.name(), topic.partitions(), ALONE).configs(topic.settings()))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new BackstayException(
            ErrorCode.START_FAILED,
            "the topics of the embedded broker could not be made: " + e.getMessage(),
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while the embedded broker made its topics", e);
    }
  }
}
