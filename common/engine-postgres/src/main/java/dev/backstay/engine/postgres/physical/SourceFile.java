package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.RelationFile;
import java.util.Optional;

/**
 * A file of the data directory that is captured.
 *
 * @param size when it was listed; what comes later is in the log
 */
record SourceFile(String path, long size, Optional<RelationFile> relation) {
  /**
   * Whether it keeps its listed size when it has become shorter: a relation does, whose log cuts it
   * again; every other file is what it is.
   */
  boolean isPadded() {
    return relation.isPresent();
  }
}
