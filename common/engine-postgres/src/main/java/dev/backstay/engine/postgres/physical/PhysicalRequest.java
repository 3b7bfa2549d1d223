package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.PostgresAddress;
import java.util.OptionalLong;

/**
 * What to capture physically, and how.
 *
 * @param address of one server of the cluster, primary or standby
 * @param label what the server's log and backup_label call the backup
 * @param fastCheckpoint whether the first checkpoint is made at once, at the cost of a burst of
 *     writes, instead of spread over minutes
 * @param readers connections that read files at once
 * @param bytesPerSecond the most that is read; no limit when empty
 * @param access how files are reached
 */
public record PhysicalRequest(
    PostgresAddress address,
    String label,
    boolean fastCheckpoint,
    int readers,
    OptionalLong bytesPerSecond,
    Access access) {
  /** Beyond, connections are taken from the server's users and nothing gets faster. */
  public static final int MAX_READERS = 32;

  private static final int MIN_READERS = 2;

  public PhysicalRequest {
    if (readers < 1 || readers > MAX_READERS) {
      throw new IllegalArgumentException("readers from 1 to " + MAX_READERS + ": " + readers);
    }
    if (bytesPerSecond.isPresent() && bytesPerSecond.getAsLong() <= 0) {
      throw new IllegalArgumentException("bytes per second: " + bytesPerSecond);
    }
  }

  /** As fast as may be, however the files are reached. */
  public static PhysicalRequest of(PostgresAddress address) {
    return new PhysicalRequest(
        address, "backstay", true, defaultReaders(), OptionalLong.empty(), Access.AUTOMATIC);
  }

  public PhysicalRequest withAccess(Access other) {
    return new PhysicalRequest(address, label, fastCheckpoint, readers, bytesPerSecond, other);
  }

  public PhysicalRequest withReaders(int other) {
    return new PhysicalRequest(address, label, fastCheckpoint, other, bytesPerSecond, access);
  }

  public PhysicalRequest withLabel(String other) {
    return new PhysicalRequest(address, other, fastCheckpoint, readers, bytesPerSecond, access);
  }

  public PhysicalRequest withBytesPerSecond(long limit) {
    return new PhysicalRequest(
        address, label, fastCheckpoint, readers, OptionalLong.of(limit), access);
  }

  /** One for each core: a reader keeps one core of the server and one of ours busy. */
  private static int defaultReaders() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.clamp(cores, MIN_READERS, MAX_READERS);
  }
}
