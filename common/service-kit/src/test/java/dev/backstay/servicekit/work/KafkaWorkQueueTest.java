package dev.backstay.servicekit.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.EventType;
import dev.backstay.servicekit.SampleBroker;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.servicekit.event.KafkaEventPublisher;
import dev.backstay.servicekit.event.KafkaEventSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class KafkaWorkQueueTest extends WorkQueueContract {
  private static SampleBroker broker;
  private static KafkaEventPublisher publisher;

  @BeforeAll
  static void start() throws IOException {
    broker = SampleBroker.start();
    publisher = new KafkaEventPublisher(broker.connection());
  }

  @AfterAll
  static void stop() {
    publisher.close();
    broker.close();
  }

  @Override
  WorkQueue queue() {
    return new KafkaWorkQueue(
        broker.connection(),
        new Parking(publisher, () -> SampleEvents.NOW, "/backstay/test"),
        LOCK);
  }

  @Override
  EventPublisher publisher() {
    return publisher;
  }

  @Override
  EventSource source() {
    return new KafkaEventSource(broker.connection());
  }

  @Override
  void append(EventType type, byte[] value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.connection().with(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var _ = producer.send(new ProducerRecord<>(type.topic(), value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aKilledWorkersJobIsGivenToAnotherWithTheNextDeliveryNumber()
      throws IOException, InterruptedException {
    // Given
    publisher.publish(SampleEvents.requested(1));
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    EndlessWorker.class.getName(),
                    broker.connection().settings().get("bootstrap.servers"),
                    "killed"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = child.inputReader(StandardCharsets.UTF_8);
    assertThat(said.readLine()).isEqualTo("taken");

    // When
    child.destroyForcibly().onExit().join();
    WorkSettings<BackupRequested> settings = WorkSettings.of("killed", BackupRequested.class);
    try (Work _ = queue().work(settings, job -> noted(job))) {
      diary.await(
          () -> diary.entries().stream().anyMatch(entry -> entry.endsWith(":2")), "the job");
    }

    // Then
    assertThat(diary.tags()).doesNotHaveDuplicates();
  }

  @Test
  void aJobGoesOnOverARestartOfTheBrokerAndRunsOnce() throws InterruptedException {
    // Given
    CountDownLatch end = new CountDownLatch(1);
    WorkSettings<BackupRequested> settings =
        WorkSettings.of("restarted", BackupRequested.class).withSlots(2);
    publisher.publish(SampleEvents.requested(2));
    try (Work work =
        queue()
            .work(
                settings,
                job -> {
                  if (job.event().data().tags().contains("n2")) {
                    diary.note("long", job);
                    await(end);
                  } else if (job.event().data().tags().contains("n3")) {
                    diary.note("after", job);
                  }
                  return Outcome.done();
                })) {
      diary.awaitSize(1);

      // When
      broker.stop();
      broker.startAgain();
      publisher.publish(SampleEvents.requested(3));
      diary.awaitSize(2);
      end.countDown();
      diary.await(() -> work.inHand() == 0, "the end of the job");
    }

    // Then
    assertThat(diary.tags()).containsExactly("n2", "n3");
  }

  @Test
  void aBusyWorkerHoldsNoJobsThatAnIdleOneCouldDo() throws InterruptedException {
    // Given
    CountDownLatch end = new CountDownLatch(1);
    WorkSettings<BackupRequested> settings = WorkSettings.of("busy", BackupRequested.class);
    try (Work busy =
        queue()
            .work(
                settings,
                job -> {
                  diary.note("busy", job);
                  await(end);
                  return Outcome.done();
                })) {
      publisher.publish(SampleEvents.requested(4));
      diary.awaitSize(1);
      SampleEvents.requested(5, 10).forEach(publisher::publish);
      renewALot();

      // When
      try (Work _ = queue().work(settings, this::noted)) {
        diary.await(() -> diary.tags().containsAll(List.of("n5", "n9")), "the others' jobs");
      }

      // Then
      assertThat(diary.entries()).allMatch(entry -> entry.endsWith(":1"));
      end.countDown();
      diary.await(() -> busy.inHand() == 0, "the end of the job");
    }
    assertThat(diary.tags()).doesNotHaveDuplicates();
  }

  /** Long enough for several renewals of a lock. */
  private static void renewALot() throws InterruptedException {
    assertThat(new CountDownLatch(1).await(2 * LOCK.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome noted(Job<BackupRequested> job) {
    diary.note("done", job);
    return Outcome.done();
  }
}
