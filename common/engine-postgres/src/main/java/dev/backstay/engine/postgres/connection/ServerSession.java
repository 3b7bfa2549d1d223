package dev.backstay.engine.postgres.connection;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.ServerFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * One ordinary connection to a server whose identity is known and whose role may do what it is for.
 * One thread at a time; {@link #close} ends it, and {@link #abort} from any other thread too.
 */
public final class ServerSession implements AutoCloseable {
  /** The oldest version whose functions and files are known. */
  public static final int OLDEST_MAJOR = 14;

  /** A server that does not answer to a connection attempt for so long is taken for unreachable. */
  private static final String CONNECT_SECONDS = "15";

  /** The greatest {@code checkpoint_timeout}: nothing that a server does deliberately is slower. */
  private static final Duration LONGEST_CHECKPOINT = Duration.ofDays(1);

  /** Every limit that a role, database or server may have set, and that would end a long backup. */
  private static final String UNHINDERED =
      """
      SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings
      WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_session_timeout',
        'idle_in_transaction_session_timeout', 'transaction_timeout')
      """;

  /** A session waits for hours while others read; no firewall shall forget it. */
  private static final String KEPT_ALIVE =
      "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 15";

  private final Connection connection;
  private final PostgresAddress address;
  private final ServerFacts facts;

  private ServerSession(Connection connection, PostgresAddress address, ServerFacts facts) {
    this.connection = connection;
    this.address = address;
    this.facts = facts;
  }

  /**
   * Opens a session.
   *
   * <p>Fails with {@code SOURCE_UNREACHABLE}, {@code SOURCE_DENIED} (the password, {@code
   * pg_hba.conf} or a privilege: named), {@code SOURCE_UNSUPPORTED} (a version that is too old).
   */
  public static ServerSession open(PostgresAddress address, Role role) {
    return on(connect(address, role), address, role);
  }

  /**
   * The same on a connection that somebody else opened, and that is closed with the session.
   *
   * @param address where it leads, for people
   */
  public static ServerSession on(Connection connection, PostgresAddress address, Role role) {
    try {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET search_path = pg_catalog");
        statement.execute(UNHINDERED);
        statement.execute(KEPT_ALIVE);
      }
      ServerFacts facts = FactsQuery.ask(connection);
      if (facts.major() < OLDEST_MAJOR) {
        throw new BackstayException(
            ErrorCode.SOURCE_UNSUPPORTED,
            "%s is of version %d, the oldest known one is %d; nothing was started"
                .formatted(address, facts.major(), OLDEST_MAJOR));
      }
      PrivilegeCheck.require(connection, role, address);
      return new ServerSession(connection, address.withHost(hostOf(connection)), facts);
    } catch (SQLException e) {
      abandon(connection, e);
      throw SqlFailure.of(address + " could not be asked what it is", e);
    } catch (BackstayException e) {
      abandon(connection, e);
      throw e;
    }
  }

  private static Connection connect(PostgresAddress address, Role role) {
    Properties properties = address.properties();
    properties.putIfAbsent("connectTimeout", CONNECT_SECONDS);
    properties.putIfAbsent("loginTimeout", CONNECT_SECONDS);
    properties.putIfAbsent("ApplicationName", role.applicationName());
    properties.putIfAbsent("tcpKeepAlive", "true");
    properties.putIfAbsent("socketTimeout", Long.toString(role.silence().toSeconds()));
    try {
      Connection connection = new Driver().connect(address.jdbcUrl(), properties);
      if (connection == null) {
        throw new BackstayException(
            ErrorCode.USAGE, "the driver does not take the URL of " + address);
      }
      return connection;
    } catch (SQLException e) {
      throw SqlFailure.of(address + " could not be entered", e);
    }
  }

  /** The one of the address's hosts that answered. */
  private static PostgresAddress.Host hostOf(Connection connection) throws SQLException {
    HostSpec host = connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
    return new PostgresAddress.Host(host.getHost(), host.getPort());
  }

  private static void abandon(Connection connection, Exception cause) {
    try {
      connection.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** What the server said of itself when the session opened. */
  public ServerFacts facts() {
    return facts;
  }

  /** Of the one server that this session is connected to. */
  public PostgresAddress address() {
    return address;
  }

  /** For statements that have no method here; belongs to the session. */
  public Connection connection() {
    return connection;
  }

  /** One row's reader. */
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  public <T> List<T> rows(Row<T> reader, String query, Object... arguments) {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int at = 0; at < arguments.length; at++) {
        statement.setObject(at + 1, arguments[at]);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
    } catch (SQLException e) {
      throw failure("a question was not answered", e);
    }
    return rows;
  }

  /** The first row of a query; empty when it has none. */
  public <T> Optional<T> row(Row<T> reader, String query, Object... arguments) {
    return rows(reader, query, arguments).stream().findFirst();
  }

  /** Runs a statement that returns nothing of interest. */
  public void run(String command) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw failure("a statement failed", e);
    }
  }

  /** What a server is asked to do. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws SQLException;
  }

  /**
   * Lets the server take its time, as for a checkpoint that it spreads. Where this fails the
   * session is of no use any more.
   */
  public <T> T patiently(Work<T> work) throws SQLException {
    int usual = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) LONGEST_CHECKPOINT.toMillis());
    T result = work.run();
    connection.setNetworkTimeout(Runnable::run, usual);
    return result;
  }

  /** The coded error for a failed statement of this session. */
  public BackstayException failure(String what, SQLException cause) {
    return SqlFailure.of(what + " (" + address + ")", cause);
  }

  /** Ends the connection at once, whatever another thread does with it: that thread fails. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw failure("the connection could not be ended", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("the connection could not be closed", e);
    }
  }
}
