package dev.backstay.testing.platform;

import dev.backstay.events.EventTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the broker who tells every event a second time, after a while: so each is delivered
 * twice, and the doubles come out of order. Delays follow from the seed. Ends, with every echo
 * sent, when it is closed.
 */
final class Echo implements AutoCloseable {
  private static final String MARK = "echo";
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  /** Later than the whole life of a small backup, so that doubles come after its end too. */
  private static final int MAX_DELAY_MILLIS = 8000;

  private record Waiting(long due, ConsumerRecord<byte[], byte[]> heard) {}

  private final Random random;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::due));
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final KafkaConsumer<byte[], byte[]> ear;
  private final KafkaProducer<byte[], byte[]> mouth;
  private final Thread thread;
  private final AtomicInteger count = new AtomicInteger();

  private Echo(Map<String, Object> client, long seed) {
    this.random = new Random(seed);
    this.ear =
        new KafkaConsumer<>(
            with(client, "enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.mouth =
        new KafkaProducer<>(
            with(client, "acks", "all"), new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = Thread.ofPlatform().name("echo").unstarted(this::run);
  }

  private static Map<String, Object> with(Map<String, Object> client, String key, String value) {
    Map<String, Object> all = new HashMap<>(client);
    all.put(key, value);
    return all;
  }

  /** Echoes what is told from now on. */
  static Echo start(Map<String, Object> client, long seed) {
    Echo echo = new Echo(client, seed);
    List<TopicPartition> partitions =
        EventTopic.all().stream()
            .flatMap(topic -> echo.ear.partitionsFor(topic.name()).stream())
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    echo.ear.assign(partitions);
    echo.ear.seekToEnd(partitions);
    partitions.forEach(echo.ear::position); // else the end would be that of the first poll
    echo.thread.start();
    return echo;
  }

  /** How many echoes were sent. */
  int count() {
    return count.get();
  }

  private void run() {
    try {
      while (!ending.get()) {
        listen();
        speak(System.nanoTime());
      }
      speak(Long.MAX_VALUE);
      mouth.flush();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void listen() {
    for (ConsumerRecord<byte[], byte[]> heard : ear.poll(POLL)) {
      if (heard.headers().lastHeader(MARK) == null) {
        long delay = Duration.ofMillis(random.nextInt(MAX_DELAY_MILLIS)).toNanos();
        waiting.add(new Waiting(System.nanoTime() + delay, heard));
      }
    }
  }

  private void speak(long now) {
    for (Waiting next = waiting.peek(); next != null && next.due() <= now; next = waiting.peek()) {
      waiting.remove();
      var again =
          new ProducerRecord<>(next.heard().topic(), next.heard().key(), next.heard().value());
      next.heard().headers().forEach(again.headers()::add);
      again.headers().add(MARK, "1".getBytes(StandardCharsets.UTF_8));
      var _ =
          mouth.send(
              again,
              (place, problem) -> {
                if (problem != null) {
                  failure.set(new IllegalStateException("an echo was lost", problem));
                }
              });
      count.incrementAndGet();
    }
  }

  @Override
  public void close() {
    ending.set(true);
    try {
      if (!thread.join(END_LIMIT)) {
        throw new IllegalStateException("the echo did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      ear.close();
      mouth.close();
    }
    RuntimeException problem = failure.get();
    if (problem != null) {
      throw problem;
    }
  }
}
