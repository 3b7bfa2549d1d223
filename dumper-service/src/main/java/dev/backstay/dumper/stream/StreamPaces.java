package dev.backstay.dumper.stream;

import java.time.Duration;

/**
 * How often things happen in a stream.
 *
 * @param frame how long after its first byte a frame ends at the latest
 * @param confirmation between two looks at what destinations hold
 * @param inspection between two looks at the slot and at what was captured
 * @param lag log that the required destinations lack for so long is told
 * @param rollUp the age of the oldest log that is not rolled up, from which on it is
 * @param rollUpBytes of log that is not rolled up, from which on it is
 * @param retry the shortest wait after a failure; each further one waits twice as long
 * @param retryAtMost the longest: what a server that is back commits meanwhile is not stored yet
 * @param release how long the slot of a source that left the policy is kept: what is dropped leaves
 *     a gap, and a slip in the policy may be taken back
 */
public record StreamPaces(
    Duration frame,
    Duration confirmation,
    Duration inspection,
    Duration lag,
    Duration rollUp,
    long rollUpBytes,
    Duration retry,
    Duration retryAtMost,
    Duration release) {
  /**
   * Half a second to gather, a quarter to be found and less to be stored make a lag of about a
   * second; a slot is looked at far more often than a disk fills; five minutes are what a recovery
   * by stock tools alone may lose.
   */
  public static final StreamPaces USUAL =
      new StreamPaces(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          512L << 20,
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMinutes(10));

  /** The same for commits that wait for the capture: hardly anything is gathered. */
  public StreamPaces synchronous() {
    return new StreamPaces(
        Duration.ofMillis(5),
        Duration.ofMillis(100),
        inspection,
        lag,
        rollUp,
        rollUpBytes,
        retry,
        retryAtMost,
        release);
  }
}
