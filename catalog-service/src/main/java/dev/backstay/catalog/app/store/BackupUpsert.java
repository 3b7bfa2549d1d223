package dev.backstay.catalog.app.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch of backups, new and known ones alike, in one statement for many rows. Hibernate
 * would send one statement for each known row, and those are most of them.
 */
final class BackupUpsert {
  private static final String STATEMENT =
      """
      insert into catalog.backup as known
        (id, source, kind, state, captured_at, completed_at, snapshot, bytes, bytes_stored, offered,
         proven_level, proven_at, destinations, sound, proven, damaged, published, rolled_system,
         rolled_timeline, rolled_to, tags, record)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update set
        source = excluded.source, kind = excluded.kind, state = excluded.state,
        captured_at = excluded.captured_at, completed_at = excluded.completed_at,
        snapshot = excluded.snapshot, bytes = excluded.bytes, bytes_stored = excluded.bytes_stored,
        offered = excluded.offered, proven_level = excluded.proven_level,
        proven_at = excluded.proven_at, destinations = excluded.destinations,
        sound = excluded.sound, proven = excluded.proven, damaged = excluded.damaged,
        published = excluded.published, rolled_system = excluded.rolled_system,
        rolled_timeline = excluded.rolled_timeline, rolled_to = excluded.rolled_to,
        tags = excluded.tags, record = excluded.record\
      """;

  private BackupUpsert() {}

  static void run(Connection connection, List<BackupRow> rows) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(STATEMENT)) {
      for (BackupRow row : rows) {
        upsert.setObject(1, row.id);
        upsert.setString(2, row.source);
        upsert.setString(3, row.kind);
        upsert.setString(4, row.state);
        upsert.setObject(5, time(row.capturedAt));
        upsert.setObject(6, time(row.completedAt), Types.TIMESTAMP_WITH_TIMEZONE);
        upsert.setString(7, row.snapshot);
        upsert.setObject(8, row.bytes, Types.BIGINT);
        upsert.setObject(9, row.bytesStored, Types.BIGINT);
        upsert.setBoolean(10, row.offered);
        upsert.setString(11, row.provenLevel);
        upsert.setObject(12, time(row.provenAt), Types.TIMESTAMP_WITH_TIMEZONE);
        upsert.setArray(13, array(connection, row.destinations));
        upsert.setArray(14, array(connection, row.sound));
        upsert.setArray(15, array(connection, row.proven));
        upsert.setArray(16, array(connection, row.damaged));
        upsert.setArray(17, array(connection, row.published));
        upsert.setString(18, row.rolledSystem);
        upsert.setObject(19, row.rolledTimeline, Types.INTEGER);
        upsert.setObject(20, row.rolledTo, Types.BIGINT);
        upsert.setArray(21, array(connection, row.tags));
        upsert.setObject(22, row.record, Types.OTHER);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static Array array(Connection connection, String[] texts) throws SQLException {
    return connection.createArrayOf("varchar", texts);
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
