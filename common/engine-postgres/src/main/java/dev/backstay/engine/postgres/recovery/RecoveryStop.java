package dev.backstay.engine.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import java.time.Instant;

/**
 * At what a server ends its recovery, in words that name one point of its log and no other. A named
 * point is not among them: a server takes the first of several of one name.
 */
public sealed interface RecoveryStop {
  /** As soon as the backup is consistent. */
  record Consistent() implements RecoveryStop {}

  /** Before the first transaction that ended later than an instant. */
  record Later(Instant instant) implements RecoveryStop {}

  /** Before the first record that starts at a position or behind it. */
  record Before(Lsn position) implements RecoveryStop {}

  /** Behind the record that starts at a position, that record included. */
  record Behind(Lsn record) implements RecoveryStop {}
}
