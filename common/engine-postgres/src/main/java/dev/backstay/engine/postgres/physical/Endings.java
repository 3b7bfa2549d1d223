package dev.backstay.engine.postgres.physical;

import org.jspecify.annotations.Nullable;

/** Ends several things, each whether or not the one before it could be ended. For one thread. */
final class Endings {
  private @Nullable RuntimeException failure;

  void end(Runnable ending) {
    try {
      ending.run();
    } catch (RuntimeException e) {
      if (failure == null) {
        failure = e;
      } else {
        failure.addSuppressed(e);
      }
    }
  }

  /** Throws what went wrong first, with the rest. */
  void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }
}
