package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.BlockSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What changed, while it is collected; for one thread. Holds one bit a block of the parts of
 * relations that changed. Only main forks are covered:
 *
 * <ul>
 *   <li>changes of a free space map are not written to WAL;
 *   <li>a bit of a visibility map is cleared by the record that changes the table, which does not
 *       name the map's block;
 *   <li>an initial fork is written once.
 * </ul>
 *
 * All three are small (a visibility map has two bits a page of its table) and are read in full.
 */
final class BlockTable {
  private final Map<RelationNumber, BlockSet.Builder> relations = new HashMap<>();
  private final Set<DatabaseFiles> wholeDatabases = new HashSet<>();

  /** A block was changed; numbers are unsigned. */
  void changed(RelationNumber relation, int fork, int block) {
    if (fork == RelationNumber.MAIN) {
      of(relation).add(Integer.toUnsignedLong(block));
    }
  }

  /** A fork was made, dropped or truncated: whatever it has from a block on is new. */
  void limit(RelationNumber relation, int fork, int block) {
    if (fork == RelationNumber.MAIN) {
      of(relation).limit(Integer.toUnsignedLong(block));
    }
  }

  /** All files of a database in a tablespace came or went. */
  void wholeDatabase(int tablespace, int database) {
    wholeDatabases.add(new DatabaseFiles(tablespace, database));
  }

  /** What another table collected. */
  void addAll(CollectedBlocks other) {
    other.relations().forEach(this::add);
    wholeDatabases.addAll(other.wholeDatabases());
  }

  /** Changed blocks of a relation's main fork. */
  void add(RelationNumber relation, BlockSet blocks) {
    of(relation).addAll(blocks);
  }

  /** What was collected; the table is empty afterwards. */
  CollectedBlocks finish() {
    Map<RelationNumber, BlockSet> sets = HashMap.newHashMap(relations.size());
    for (var each = relations.entrySet().iterator(); each.hasNext(); ) {
      var entry = each.next();
      sets.put(entry.getKey(), entry.getValue().build());
      each.remove(); // a set is a copy: one relation is held twice, never all of them
    }
    Set<DatabaseFiles> whole = Set.copyOf(wholeDatabases);
    wholeDatabases.clear();
    return new CollectedBlocks(sets, whole);
  }

  private BlockSet.Builder of(RelationNumber relation) {
    return relations.computeIfAbsent(relation, _ -> BlockSet.builder());
  }
}
