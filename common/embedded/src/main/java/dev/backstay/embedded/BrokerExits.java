package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's code calls when it wants to end the JVM: here it ends the calling thread, and every
 * broker of this JVM is told. Which of them it was, Kafka does not say.
 */
final class BrokerExits {
  private static final Set<Consumer<BackstayException>> BROKERS = ConcurrentHashMap.newKeySet();

  private BrokerExits() {}

  /** From now on, for the whole life of the JVM: late threads of a stopped broker count too. */
  static void tell(Consumer<BackstayException> broker) {
    Exit.setExitProcedure(BrokerExits::end);
    Exit.setHaltProcedure(BrokerExits::end);
    BROKERS.add(broker);
  }

  static void forget(Consumer<BackstayException> broker) {
    BROKERS.remove(broker);
  }

  private static void end(int status, @Nullable String message) {
    BackstayException failure =
        new BackstayException(
            ErrorCode.START_FAILED,
            "the embedded broker gave up with status "
                + status
                + (message == null ? "" : ": " + message)
                + "; what it had acknowledged is kept");
    BROKERS.forEach(broker -> broker.accept(failure));
    throw failure;
  }
}
