package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How an embedded broker runs.
 *
 * @param directory of everything it keeps; made and formatted when it is new
 * @param port on loopback; a free one when not given
 * @param onFailure told when the broker gives up while it runs: it serves no more, and the host
 *     decides what becomes of the process; called on a thread of the broker
 * @param login without which nobody is let in; everybody on this machine is when not given
 */
public record BrokerSettings(
    Path directory,
    OptionalInt port,
    Consumer<BackstayException> onFailure,
    Optional<BrokerLogin> login) {
  /** On a free port; a failure shows when the broker is used. */
  public static BrokerSettings in(Path directory) {
    return new BrokerSettings(directory, OptionalInt.empty(), failure -> {}, Optional.empty());
  }

  public BrokerSettings withPort(int given) {
    return new BrokerSettings(directory, OptionalInt.of(given), onFailure, login);
  }

  public BrokerSettings withOnFailure(Consumer<BackstayException> listener) {
    return new BrokerSettings(directory, port, listener, login);
  }

  public BrokerSettings withLogin(BrokerLogin account) {
    return new BrokerSettings(directory, port, onFailure, Optional.of(account));
  }
}
