package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.RelationFile;

/**
 * A page whose checksum does not match what it holds, read again and again, and that the log does
 * not mend: it is rotten at the source.
 *
 * @param path of the file in the data directory
 * @param offset where the page begins in the file
 * @param block its number within the fork, as PostgreSQL's own messages count
 * @param relation the table or index by name; empty text where it is in a database that this
 *     connection cannot see
 */
public record BadPage(String path, RelationFile file, long offset, long block, String relation) {
  BadPage withRelation(String name) {
    return new BadPage(path, file, offset, block, name);
  }

  @Override
  public String toString() {
    return "block %d of %s%s"
        .formatted(block, path, relation.isEmpty() ? "" : " (" + relation + ")");
  }
}
