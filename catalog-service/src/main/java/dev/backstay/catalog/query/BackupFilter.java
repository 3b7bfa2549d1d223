package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Optional;

/**
 * Which backups are asked for: those that every given part fits.
 *
 * @param destination that offers them now
 */
public record BackupFilter(
    Optional<SourceName> source,
    Optional<BackupKind> kind,
    Optional<BackupState> state,
    Optional<DestinationName> destination,
    Optional<String> tag,
    TimeSpan captured) {
  /** All of them. */
  public static final BackupFilter ALL =
      new BackupFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          TimeSpan.ALWAYS);

  /**
   * From one instant to another.
   *
   * @param from inclusive
   * @param until exclusive
   */
  public record TimeSpan(Optional<Instant> from, Optional<Instant> until) {
    public static final TimeSpan ALWAYS = new TimeSpan(Optional.empty(), Optional.empty());
  }

  /** All of a source. */
  public static BackupFilter of(SourceName source) {
    return new BackupFilter(
        Optional.of(source), ALL.kind, ALL.state, ALL.destination, ALL.tag, ALL.captured);
  }
}
