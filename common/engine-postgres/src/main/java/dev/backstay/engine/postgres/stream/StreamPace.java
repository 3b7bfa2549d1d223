package dev.backstay.engine.postgres.stream;

import java.time.Duration;

/**
 * How a stream keeps time.
 *
 * @param status how often the server hears from it, also when nothing happens
 * @param silence after how long without a word a server counts as dead; halfway it is asked
 * @param farewell how long a server that shuts down is given to have its last WAL confirmed
 */
public record StreamPace(Duration status, Duration silence, Duration farewell) {
  /**
   * A second between reports keeps the server's view of what is stored fresh; half a minute of
   * silence, half of the server's own wal_sender_timeout, tells a cut line from a slow one; five
   * seconds are many rounds to the destinations and short for an operator who stops a server.
   */
  public static final StreamPace USUAL =
      new StreamPace(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(5));
}
