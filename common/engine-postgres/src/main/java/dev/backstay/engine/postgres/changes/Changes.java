package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.ChangedBlocks;

/** What is known of the changes between two positions. */
public sealed interface Changes {
  /**
   * Every change between the positions is in here. To be asked only for files that the earlier
   * backup holds; blocks behind the end that a file had then are new, whether named here or not.
   */
  record Known(ChangedBlocks blocks) implements Changes {}

  /** The changes cannot be told from this source; ask another one, or read everything. */
  record Unknown(String reason) implements Changes {}

  /**
   * The earlier backup is none to build on, whatever another source says: its log is damaged, or is
   * not the one that leads here. Read everything.
   */
  record Severed(String reason) implements Changes {}
}
