package dev.backstay.testing.platform;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The share groups at a broker, as its administrator sees them. */
final class ShareGroups implements AutoCloseable {
  private final Admin admin;

  ShareGroups(Map<String, Object> client) {
    this.admin = Admin.create(client);
  }

  /** For each group the records it has not finished, those in the hands of its workers included. */
  Map<String, Long> lags() {
    Map<String, Long> lags = new HashMap<>();
    for (GroupListing group : await(admin.listGroups(ListGroupsOptions.forShareGroups()).all())) {
      lags.put(group.groupId(), lag(group.groupId()));
    }
    return lags;
  }

  private long lag(String group) {
    Map<TopicPartition, SharePartitionOffsetInfo> starts =
        new HashMap<>(
            await(
                admin
                    .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)));
    starts.values().removeIf(Objects::isNull); // nobody asked for anything of it yet
    // The start moves on with the next record only; the lag knows what is finished behind it.
    return starts.values().stream().mapToLong(partition -> partition.lag().orElseThrow()).sum();
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
