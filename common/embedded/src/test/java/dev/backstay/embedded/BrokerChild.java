package dev.backstay.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A JVM that is a broker. */
final class BrokerChild {
  private BrokerChild() {}

  public static void main(String[] arguments) throws IOException {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])))) {
      ChildJvm.serve(broker.bootstrap());
    }
  }
}
