package dev.backstay.engine.postgres.connection;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks before anything begins whether a role may do all that will be needed. */
final class PrivilegeCheck {
  private static final String FORBIDDEN =
      """
      SELECT name FROM unnest(?) name
      WHERE to_regprocedure(name) IS NOT NULL
        AND NOT has_function_privilege(to_regprocedure(name), 'EXECUTE')
      """;

  private static final String REPLICATION =
      "SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user";

  private PrivilegeCheck() {}

  static void require(Connection connection, Role role, PostgresAddress address)
      throws SQLException {
    List<String> missing = new ArrayList<>();
    if (role.replication() && !mayReplicate(connection)) {
      missing.add("the attribute REPLICATION");
    }
    try (PreparedStatement statement = connection.prepareStatement(FORBIDDEN)) {
      statement.setArray(1, connection.createArrayOf("text", role.functions().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add("EXECUTE on " + rows.getString(1).replace("pg_catalog.", ""));
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new BackstayException(
          ErrorCode.SOURCE_DENIED,
          "the role '%s' lacks in database '%s': %s; nothing was started"
              .formatted(address.user(), address.database(), String.join(", ", missing)));
    }
  }

  private static boolean mayReplicate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(REPLICATION)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
