package dev.backstay.engine.postgres.logical;

import java.util.List;

/**
 * One line of the contents of an archive, as {@code pg_restore --list --verbose} tells it.
 *
 * @param id within the archive; the data of a table is in the file {@code ID.dat}
 * @param catalog oid of the system catalog that held the object; 0 for what is none
 * @param oid of the object in that catalog
 * @param kind such as {@code TABLE DATA}
 * @param label schema, name and owner, not told apart where they have spaces in them
 * @param needs ids of entries it depends on
 */
record ArchiveEntry(
    int id, long catalog, long oid, String kind, String label, List<Integer> needs) {
  ArchiveEntry {
    needs = List.copyOf(needs);
  }

  ArchiveEntry withNeeds(List<Integer> all) {
    return new ArchiveEntry(id, catalog, oid, kind, label, all);
  }

  boolean is(String otherKind) {
    return kind.equals(otherKind);
  }

  /** Whether it belongs to the table itself, whose label it begins with. */
  boolean isLabelled(TableName table) {
    return label.startsWith(label(table) + " ");
  }

  /** How the label of a relation begins. */
  static String label(TableName relation) {
    return listed(relation.schema()) + " " + listed(relation.name());
  }

  /** As pg_restore lists a name: on one line. */
  private static String listed(String name) {
    return name.replace('\n', ' ').replace('\r', ' ');
  }

  /** For people. */
  String shown() {
    return kind + " " + label;
  }
}
