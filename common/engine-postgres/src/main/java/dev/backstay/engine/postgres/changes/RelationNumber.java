package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.RelationFile;
import java.nio.ByteBuffer;

/** A relation as WAL names it: where its files lie, and the number in their names. */
record RelationNumber(int tablespace, int database, int number) {
  /** The fork that holds a relation's content. */
  static final int MAIN = 0;

  static RelationNumber at(ByteBuffer bytes, int offset) {
    return new RelationNumber(
        bytes.getInt(offset), bytes.getInt(offset + 4), bytes.getInt(offset + 8));
  }

  static RelationNumber of(RelationFile file) {
    return new RelationNumber(
        (int) file.tablespace(), (int) file.database(), (int) file.relation());
  }
}
