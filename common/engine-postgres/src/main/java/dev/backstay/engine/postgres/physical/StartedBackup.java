package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.Lsn;
import java.time.Instant;

/**
 * A backup that the server knows of.
 *
 * @param start where a recovery of it begins to read the log; a page that changed after it is
 *     mended by the log
 * @param at when, by the server's clock
 * @param slot the temporary slot that keeps the log until the end
 */
record StartedBackup(Lsn start, Instant at, Slot slot) {
  /**
   * A slot that lives as long as the backup.
   *
   * @param keeps from where on it makes the server keep the log
   */
  record Slot(String name, Lsn keeps) {}
}
