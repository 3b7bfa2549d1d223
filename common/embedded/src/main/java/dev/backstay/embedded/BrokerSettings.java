package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How an embedded broker runs.
 *
 * @param directory of everything it keeps; made and formatted when it is new
 * @param port on loopback; a free one when not given
 * @param onFailure told when the broker gives up while it runs: it serves no more, and the host
 *     decides what becomes of the process; called on a thread of the broker
 */
public record BrokerSettings(
    Path directory, OptionalInt port, Consumer<BackstayException> onFailure) {
  /** On a free port; a failure shows when the broker is used. */
  public static BrokerSettings in(Path directory) {
    return new BrokerSettings(directory, OptionalInt.empty(), failure -> {});
  }

  public BrokerSettings withPort(int given) {
    return new BrokerSettings(directory, OptionalInt.of(given), onFailure);
  }

  public BrokerSettings withOnFailure(Consumer<BackstayException> listener) {
    return new BrokerSettings(directory, port, listener);
  }
}
