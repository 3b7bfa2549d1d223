package dev.backstay.vault;

/**
 * Hears how far a long piece of work on a vault has come. Calls come from several threads, one at a
 * time, and are to return at once.
 */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress SILENT = _ -> {};

  void at(Point point);

  /** What is being done. */
  enum Phase {
    /** Reading index files. */
    INDEX,
    /** Walking the directories of snapshots; how many there are is not known before. */
    TREES,
    /** Reading packs and comparing them with their names. */
    PACKS,
    /** Moving what is still needed out of packs that are mostly waste. */
    REPACK,
    /** Sending objects to another store. */
    COPY,
    /** Deleting objects. */
    DELETE
  }

  /**
   * How far a phase has come.
   *
   * @param objects done
   * @param objectsTotal to do in this phase; 0 when not known
   * @param bytes done
   * @param bytesTotal to do in this phase; 0 when not known
   */
  record Point(Phase phase, long objects, long objectsTotal, long bytes, long bytesTotal) {}
}
