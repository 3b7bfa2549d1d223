package dev.backstay.store.s3;

import java.time.Duration;

/**
 * How long and how often the server may keep us waiting.
 *
 * @param connect until a connection stands
 * @param idle while no byte moves in either direction
 * @param call for one request as a whole, waiting for a connection included
 * @param maxConnections requests at the same time; more wait
 */
public record S3Limits(Duration connect, Duration idle, Duration call, int maxConnections) {
  /** Three lost SYN packets are repeated within 7 s; a server that is there answers sooner. */
  public static final Duration DEFAULT_CONNECT = Duration.ofSeconds(10);

  /** Servers that spread an object over many disks think for up to half a minute at its end. */
  public static final Duration DEFAULT_IDLE = Duration.ofSeconds(60);

  /** The longest object, 256 MiB, at 300 kB/s. */
  public static final Duration DEFAULT_CALL = Duration.ofMinutes(15);

  /** Fills a 10 Gbit/s line at what one connection to a distant server carries, 40 MB/s. */
  public static final int DEFAULT_MAX_CONNECTIONS = 32;

  public static final S3Limits DEFAULT =
      new S3Limits(DEFAULT_CONNECT, DEFAULT_IDLE, DEFAULT_CALL, DEFAULT_MAX_CONNECTIONS);

  public S3Limits {
    if (!connect.isPositive() || !idle.isPositive() || !call.isPositive() || maxConnections < 1) {
      throw new IllegalArgumentException("limits are longer than nothing");
    }
  }
}
