package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.postgres.server.LoopbackPorts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker, its own controller, inside this JVM, on loopback. What it acknowledged
 * survives {@link #close}, a kill of the JVM, and any number of starts on the same directory. It
 * never ends the JVM: it fails to start with {@link ErrorCode#START_FAILED}, or tells {@link
 * BrokerSettings#onFailure} later.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** Recovery of many unclean logs on a slow disk included. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final BrokerSettings settings;
  private final int port;
  private final KafkaRaftServer server;
  private final CompletableFuture<BackstayException> gaveUp = new CompletableFuture<>();
  private final AtomicBoolean serves = new AtomicBoolean();
  private final Consumer<BackstayException> onExit = this::giveUp;

  private EmbeddedBroker(BrokerSettings settings) {
    this.settings = settings;
    this.port = LoopbackPorts.choose(settings.port());
    Path directory = settings.directory();
    BrokerExits.tell(onExit);
    try {
      formatWhenNew(directory);
      this.server =
          new KafkaRaftServer(
              new KafkaConfig(
                  BrokerProperties.of(directory, port, LoopbackPorts.free(), settings.login()),
                  false),
              Time.SYSTEM);
    } catch (Exception e) { // Kafka's formatter declares nothing narrower
      BrokerExits.forget(onExit);
      throw new BackstayException(
          ErrorCode.START_FAILED, notStarted(directory) + ": " + e.getMessage(), e);
    }
  }

  /** Starts the broker and makes the topics of the events that are not there yet. */
  public static EmbeddedBroker start(BrokerSettings settings) {
    BrokerLogs.quieten();
    EmbeddedBroker broker = new EmbeddedBroker(settings);
    try {
      broker.startUp();
      EmbeddedTopics.make(broker.client());
      broker.serves.set(true);
      return broker;
    } catch (RuntimeException e) {
      broker.closeAfter(e);
      throw e;
    }
  }

  /** Host and port for clients. */
  public String bootstrap() {
    return LoopbackPorts.HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  /** What a client is told to reach it, in Kafka's words. */
  public Map<String, String> client() {
    Map<String, String> client = new HashMap<>();
    settings.login().ifPresent(account -> client.putAll(account.client()));
    client.put("bootstrap.servers", bootstrap());
    return client;
  }

  /** Why it serves no more, if it gave up. */
  public Optional<BackstayException> failure() {
    return Optional.ofNullable(gaveUp.getNow(null));
  }

  /** Stops in order: logs are flushed and marked clean. */
  @Override
  public void close() {
    serves.set(false);
    try {
      OwnThread.await(
          OwnThread.run("embedded-broker-stop", server::shutdown),
          STOP_LIMIT,
          "the embedded broker, which recovers its logs at the next start, did not stop in order");
    } finally {
      BrokerExits.forget(onExit);
    }
  }

  private void startUp() {
    CompletableFuture<Void> started = OwnThread.run("embedded-broker-start", server::startup);
    CompletableFuture<Void> failed =
        gaveUp.thenAccept(reason -> {
          throw reason;
        });
    OwnThread.await(
        CompletableFuture.anyOf(started, failed), START_LIMIT, notStarted(settings.directory()));
  }

  private void closeAfter(RuntimeException reason) {
    try {
      close();
    } catch (BackstayException e) {
      reason.addSuppressed(e);
    }
  }

  private void giveUp(BackstayException reason) {
    if (gaveUp.complete(reason) && serves.get()) {
      settings.onFailure().accept(reason);
    }
  }

  private static String notStarted(Path directory) {
    return "the embedded broker in " + directory + ", which keeps its records, did not start";
  }

  private static void formatWhenNew(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(directory);
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new Formatter()
        .setPrintStream(silent)
        .setNodeId(BrokerProperties.NODE)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerProperties.CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .setHasDynamicQuorum(false)
        .addDirectory(directory.toString())
        .run();
  }
}
