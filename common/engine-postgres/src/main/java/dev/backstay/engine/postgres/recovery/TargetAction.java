package dev.backstay.engine.postgres.recovery;

import java.util.Locale;

/** What the server does once it has reached the target. */
public enum TargetAction {
  /** Takes connections that write, on a timeline of its own. */
  PROMOTE,
  /** Answers questions and waits; {@code pg_wal_replay_resume()} promotes it. */
  PAUSE,
  /** Stops, so that another target can be chosen. */
  SHUTDOWN;

  /** As the server's configuration writes it. */
  String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
