package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.AccessLog;
import dev.backstay.catalog.access.AccessNote;
import dev.backstay.catalog.query.Paging;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notes about access in their table. */
@ApplicationScoped
class StoredAccessLog implements AccessLog {
  private final Sql sql;

  StoredAccessLog(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void note(AccessNote note) {
    var _ =
        sql.change(
            "insert into catalog.access_note (id, at, actor, action, subject, detail)"
                + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
            note.id(),
            note.at(),
            note.actor(),
            note.action().name(),
            note.subject(),
            note.detail());
  }

  @Override
  public List<AccessNote> notes(
      Optional<String> actor, Optional<AccessNote.Action> action, Paging paging) {
    var statement = new StringBuilder("select * from catalog.access_note where true");
    List<Object> parameters = new ArrayList<>();
    actor.ifPresent(who -> {
      statement.append(" and actor = ?");
      parameters.add(who);
    });
    action.ifPresent(what -> {
      statement.append(" and action = ?");
      parameters.add(what.name());
    });
    paging
        .after()
        .ifPresent(cursor -> {
          statement.append(" and (at, id) < (?, ?)");
          parameters.add(cursor.at());
          parameters.add(cursor.id());
        });
    statement.append(" order by at desc, id desc limit ").append(paging.limit() + 1);
    return sql.read(statement.toString(), StoredAccessLog::note, parameters.toArray());
  }

  private static AccessNote note(ResultSet row) throws SQLException {
    return new AccessNote(
        row.getObject("id", UUID.class),
        Sql.instant(row, "at"),
        row.getString("actor"),
        AccessNote.Action.valueOf(row.getString("action")),
        row.getString("subject"),
        row.getString("detail"));
  }
}
