package dev.backstay.servicekit.progress;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a stage of a backup is.
 *
 * @param destination where, for the stages behind the dump
 * @param note what it waits for, or nothing
 */
public record LiveProgress(
    BackupId backup,
    SourceName source,
    Stage stage,
    Optional<DestinationName> destination,
    Amount amount,
    Instant startedAt,
    String note,
    Instant at) {
  /**
   * How much is done.
   *
   * @param items files or packs
   * @param totalBytes in all; 0 while that is unknown
   */
  public record Amount(long items, long bytes, long totalBytes) {}

  /** Bytes a second so far. */
  public long rate() {
    long millis = Duration.between(startedAt, at).toMillis();
    return millis <= 0 ? 0 : amount.bytes() * 1000 / millis;
  }

  /** How long it still takes at this rate, where that can be said. */
  public Optional<Duration> remaining() {
    long left = amount.totalBytes() - amount.bytes();
    long rate = rate();
    return amount.totalBytes() <= 0 || rate <= 0 || left < 0
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(left / rate));
  }
}
