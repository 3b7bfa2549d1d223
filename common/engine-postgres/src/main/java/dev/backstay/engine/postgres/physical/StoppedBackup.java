package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.Lsn;
import java.time.Instant;

/**
 * A backup that has ended.
 *
 * @param stop the position that a recovery must reach to be consistent
 * @param at when, by the server's clock
 * @param label the content of the file {@code backup_label}
 * @param timeline the one that the backup began on
 */
record StoppedBackup(Lsn stop, Instant at, String label, int timeline) {}
