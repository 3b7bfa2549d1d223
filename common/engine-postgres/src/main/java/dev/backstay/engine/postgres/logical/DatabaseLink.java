package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** One connection to one database, and the words dumps and restores speak to it. One thread. */
final class DatabaseLink implements AutoCloseable {
  private final ServerSession session;
  private final PostgresAddress address;

  private DatabaseLink(ServerSession session, PostgresAddress address) {
    this.session = session;
    this.address = address;
  }

  static DatabaseLink open(PostgresAddress address) {
    ServerSession session = ServerSession.open(address, Role.OBSERVER);
    try {
      HostSpec host =
          session.connection().unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
      return new DatabaseLink(
          session, address.withHost(new PostgresAddress.Host(host.getHost(), host.getPort())));
    } catch (SQLException e) {
      session.close();
      throw session.failure("the host that was reached could not be told", e);
    }
  }

  /** A link to the database of a server that is thrown away: nobody's settings hinder it there. */
  static DatabaseLink into(ScratchServer server, String database) {
    PostgresAddress address = server.address(database);
    ServerSession session = ServerSession.on(server.connect(database), address, Role.OBSERVER);
    session.run("SET default_transaction_read_only = off");
    session.run("SET session_replication_role = replica"); // no event trigger of the source's runs
    return new DatabaseLink(session, address);
  }

  /** The one server, of those the address names, that was reached. */
  PostgresAddress address() {
    return address;
  }

  SystemId system() {
    return session.facts().system();
  }

  /** As {@code server_version_num}. */
  int version() {
    return session.facts().version();
  }

  int major() {
    return session.facts().major();
  }

  /** For what has no method here. */
  Connection connection() {
    return session.connection();
  }

  void execute(String sql) {
    session.run(sql);
  }

  /** The only column of the only row. */
  String one(String sql, Object... parameters) {
    return find(sql, parameters)
        .orElseThrow(
            () -> new BackstayException(ErrorCode.INTERNAL, "'" + sql + "' answered nothing"));
  }

  /** The first column of the first row; empty without a row, and for null. */
  Optional<String> find(String sql, Object... parameters) {
    return session.row(DatabaseLink::row, sql, parameters).flatMap(row -> row.find(1));
  }

  /** All rows; for what a catalog answers, not for tables of users. */
  List<Row> rows(String sql, Object... parameters) {
    return session.rows(DatabaseLink::row, sql, parameters);
  }

  private static Row row(ResultSet answer) throws SQLException {
    int columns = answer.getMetaData().getColumnCount();
    List<Optional<String>> values = new ArrayList<>(columns);
    for (int column = 1; column <= columns; column++) {
      values.add(Optional.ofNullable(answer.getString(column)));
    }
    return new Row(values);
  }

  /** The values of one row, as text; columns count from 1. */
  record Row(List<Optional<String>> values) {
    Row {
      values = List.copyOf(values);
    }

    Optional<String> find(int column) {
      return values.get(column - 1);
    }

    /** Empty text for null. */
    String text(int column) {
      return find(column).orElse("");
    }

    long number(int column) {
      return Long.parseLong(text(column));
    }

    boolean truth(int column) {
      return text(column).equals("t");
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
