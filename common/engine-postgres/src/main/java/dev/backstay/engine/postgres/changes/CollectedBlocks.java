package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.RelationFile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a {@link BlockTable} collected: every main fork is covered, nothing else. */
final class CollectedBlocks implements ChangedBlocks {
  private final Map<RelationNumber, BlockSet> relations;
  private final Set<DatabaseFiles> wholeDatabases;

  CollectedBlocks(Map<RelationNumber, BlockSet> relations, Set<DatabaseFiles> wholeDatabases) {
    this.relations = relations;
    this.wholeDatabases = wholeDatabases;
  }

  @Override
  public Optional<BlockSet> of(RelationFile file) {
    if (file.fork() != RelationFile.Fork.MAIN) {
      return Optional.empty();
    }
    RelationNumber relation = RelationNumber.of(file);
    if (wholeDatabases.contains(new DatabaseFiles(relation.tablespace(), relation.database()))) {
      return Optional.of(BlockSet.ALL);
    }
    return Optional.of(relations.getOrDefault(relation, BlockSet.NONE));
  }

  Map<RelationNumber, BlockSet> relations() {
    return relations;
  }

  Set<DatabaseFiles> wholeDatabases() {
    return wholeDatabases;
  }

  @Override
  public String toString() {
    return "changes of %d relations and %d whole databases"
        .formatted(relations.size(), wholeDatabases.size());
  }
}
