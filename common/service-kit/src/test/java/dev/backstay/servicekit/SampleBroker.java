package dev.backstay.servicekit;

import dev.backstay.embedded.BrokerSettings;
import dev.backstay.embedded.EmbeddedBroker;
import dev.backstay.servicekit.kafka.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A broker on a port that stays, so that it can be stopped and started under its clients. */
public final class SampleBroker implements AutoCloseable {
  private final BrokerSettings settings;
  private EmbeddedBroker broker;

  private SampleBroker(Path directory) {
    this.broker = EmbeddedBroker.start(BrokerSettings.in(directory));
    this.settings = BrokerSettings.in(directory).withPort(broker.port());
  }

  public static SampleBroker start() throws IOException {
    return new SampleBroker(Files.createTempDirectory("backstay-broker"));
  }

  public KafkaConnection connection() {
    return KafkaConnection.plain(broker.bootstrap());
  }

  public void stop() {
    broker.close();
  }

  public void startAgain() {
    broker = EmbeddedBroker.start(settings);
  }

  @Override
  public void close() {
    broker.close();
  }
}
