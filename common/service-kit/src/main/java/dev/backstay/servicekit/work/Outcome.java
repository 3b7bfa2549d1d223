package dev.backstay.servicekit.work;

import dev.backstay.contract.event.Failure;

/** How a job ended. */
public sealed interface Outcome {
  /** It is done, or was done before. The group never sees the event again. */
  record Done() implements Outcome {}

  /** It could not be done now. It is tried again after a while, for as long as that takes. */
  record Later(String reason) implements Outcome {}

  /** It cannot be done. The message is put aside with the reason. */
  record Park(Failure failure) implements Outcome {}

  static Outcome done() {
    return new Done();
  }

  static Outcome later(String reason) {
    return new Later(reason);
  }

  static Outcome park(Failure failure) {
    return new Park(failure);
  }
}
