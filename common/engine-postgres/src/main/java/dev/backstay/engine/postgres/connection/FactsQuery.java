package dev.backstay.engine.postgres.connection;

import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.SystemId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Asks a server what it is. */
final class FactsQuery {
  /** A standby's control file may lag behind its receiver; the latest of what is known counts. */
  private static final String IDENTITY =
      """
      SELECT s.system_identifier,
        current_setting('server_version_num')::int AS version,
        pg_is_in_recovery() AS recovering,
        i.database_block_size, i.bytes_per_wal_segment, i.data_page_checksum_version,
        CASE WHEN pg_is_in_recovery()
          THEN greatest(c.timeline_id, r.min_recovery_end_timeline,
            (SELECT received_tli FROM pg_stat_wal_receiver))
          ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
        END AS timeline
      FROM pg_control_system() s, pg_control_init() i, pg_control_checkpoint() c,
        pg_control_recovery() r
      """;

  private FactsQuery() {}

  static ServerFacts ask(Connection connection) throws SQLException {
    Map<String, String> settings = settings(connection);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IDENTITY)) {
      if (!row.next()) {
        throw new SQLException("the server told nothing of its control file");
      }
      return new ServerFacts(
          new SystemId(row.getLong("system_identifier")),
          row.getInt("version"),
          row.getInt("timeline"),
          row.getBoolean("recovering"),
          row.getInt("database_block_size"),
          row.getInt("bytes_per_wal_segment"),
          row.getInt("data_page_checksum_version") != 0,
          settings);
    }
  }

  private static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new HashMap<>();
    Array names = connection.createArrayOf("text", ServerFacts.SETTINGS.toArray());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT name, setting FROM pg_settings WHERE name = ANY (?) AND setting IS NOT NULL")) {
      statement.setArray(1, names);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          settings.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return settings;
  }
}
