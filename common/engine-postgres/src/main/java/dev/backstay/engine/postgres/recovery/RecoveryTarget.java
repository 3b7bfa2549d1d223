package dev.backstay.engine.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import java.time.Instant;

/** Up to where a cluster is recovered. */
public sealed interface RecoveryTarget {
  /** As far as there is log. */
  record Latest() implements RecoveryTarget {
    @Override
    public String toString() {
      return "the latest point";
    }
  }

  /** No further than the chosen backup needs to be consistent. */
  record Immediate() implements RecoveryTarget {
    @Override
    public String toString() {
      return "the end of a backup";
    }
  }

  /** Everything committed up to an instant of the server's clock, that instant included. */
  record Time(Instant instant) implements RecoveryTarget {
    @Override
    public String toString() {
      return instant.toString();
    }
  }

  /** Every record that ends at or before a position. */
  record Position(Lsn lsn) implements RecoveryTarget {
    @Override
    public String toString() {
      return "LSN " + lsn;
    }
  }

  /** Up to the end of a transaction, that transaction included. */
  record Transaction(long xid) implements RecoveryTarget {
    @Override
    public String toString() {
      return "transaction " + xid;
    }
  }

  /** A point that {@code pg_create_restore_point} named. */
  record Named(String name) implements RecoveryTarget {
    @Override
    public String toString() {
      return "restore point '" + name + "'";
    }
  }
}
