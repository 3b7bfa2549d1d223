package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.RelationFile;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.util.List;

/** Asks the server for the names of what files belong to. */
final class Naming {
  private static final long BUILT_IN_BELOW = 16384;

  private final ServerSession session;

  Naming(ServerSession session) {
    this.session = session;
  }

  List<Tablespace> tablespaces() {
    return session.rows(
        row -> new Tablespace(row.getLong(1), row.getString(2), row.getString(3)),
        """
        SELECT oid, spcname, pg_tablespace_location(oid) FROM pg_tablespace
        WHERE oid >= ? ORDER BY oid
        """,
        BUILT_IN_BELOW);
  }

  /** With the relation's name, where it is in the database of this session or in none. */
  BadPage named(BadPage page) {
    RelationFile file = page.file();
    return session
        .row(
            row -> row.getString(1),
            """
            SELECT coalesce(pg_filenode_relation(
              CASE WHEN ? = dattablespace::bigint THEN 0 ELSE ? END::oid, ?::oid)::regclass::text, '')
            FROM pg_database WHERE datname = current_database() AND ? IN (0, oid::bigint)
            """,
            file.tablespace(),
            file.tablespace(),
            file.relation(),
            file.database())
        .map(page::withRelation)
        .orElse(page);
  }
}
