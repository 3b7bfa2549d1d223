package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A physical replication slot as the server sees it.
 *
 * @param receiver the process that streams to whoever uses it now
 * @param restart from where on the server keeps WAL for it; empty when it keeps none
 * @param retention whether what it needs is still there
 * @param safeBytes how much more WAL may be written before some of it goes; empty without a limit
 */
public record SlotState(
    SlotName name,
    OptionalInt receiver,
    Optional<Lsn> restart,
    Retention retention,
    OptionalLong safeBytes) {
  /** The server's {@code wal_status}. */
  public enum Retention {
    /** What it needs is within what the server keeps anyway. */
    RESERVED,
    /** It makes the server keep more WAL than it is meant to: the disk fills. */
    EXTENDED,
    /** It is over max_slot_wal_keep_size: at the next checkpoint what it needs goes. */
    UNRESERVED,
    /** What it needs is gone; it is of no more use. */
    LOST
  }

  public boolean isActive() {
    return receiver.isPresent();
  }
}
