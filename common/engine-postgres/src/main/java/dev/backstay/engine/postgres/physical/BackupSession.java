package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one connection that holds a backup open: with it the server forgets the backup and the slot
 * that keeps its log. One thread at a time.
 */
final class BackupSession implements AutoCloseable {
  /** From here on the functions have their new names. */
  private static final int RENAMED_IN = 15;

  private static final Pattern TIMELINE = Pattern.compile("START TIMELINE: (\\d+)");

  /** The server's settings do not allow it: wal_level, full_page_writes, max_replication_slots. */
  private static final Set<String> NOT_SET_UP = Set.of("53400", "55000");

  private final ServerSession session;

  private BackupSession(ServerSession session) {
    this.session = session;
  }

  static BackupSession open(PostgresAddress address) {
    return new BackupSession(ServerSession.open(address, Role.BACKUP));
  }

  ServerSession session() {
    return session;
  }

  ServerFacts facts() {
    return session.facts();
  }

  /**
   * Reserves the log from here on and begins. Waits for a checkpoint: at once or, when it is not to
   * be fast, for as long as the server spreads it.
   */
  StartedBackup start(String label, boolean fast) {
    String slot = reserve();
    String begin =
        facts().major() >= RENAMED_IN
            ? "SELECT pg_backup_start(?, ?)::text"
            : "SELECT pg_start_backup(?, ?, false)::text";
    try (PreparedStatement statement = session.connection().prepareStatement(begin)) {
      statement.setString(1, label);
      statement.setBoolean(2, fast);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new StartedBackup(Lsn.parse(row.getString(1)), now(), slot);
      }
    } catch (SQLException e) {
      throw refused("the backup could not be begun", e);
    }
  }

  /** A slot of our own, that ends with this connection. */
  private String reserve() {
    String make =
        """
        SELECT slot_name FROM pg_create_physical_replication_slot(
          format('backstay_%s_%s', pg_backend_pid(),
            to_hex((extract(epoch FROM clock_timestamp()) * 1000000)::bigint)), true, true)
        """;
    try (PreparedStatement statement = session.connection().prepareStatement(make);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw refused("no slot could be made that keeps the log", e);
    }
  }

  private BackstayException refused(String what, SQLException cause) {
    if (NOT_SET_UP.contains(String.valueOf(cause.getSQLState()))) {
      return new BackstayException(
          ErrorCode.SOURCE_SETTING,
          "%s on %s, nothing was captured: %s"
              .formatted(what, session.address(), cause.getMessage()),
          cause);
    }
    return session.failure(what + ", nothing was captured", cause);
  }

  StoppedBackup stop() {
    String end =
        "SELECT lsn::text, labelfile FROM "
            + (facts().major() >= RENAMED_IN
                ? "pg_backup_stop(false)"
                : "pg_stop_backup(false, false)");
    try (PreparedStatement statement = session.connection().prepareStatement(end);
        ResultSet row = statement.executeQuery()) {
      row.next();
      Lsn stop = Lsn.parse(row.getString(1));
      String label = row.getString(2);
      Matcher timeline = TIMELINE.matcher(label);
      return new StoppedBackup(
          stop,
          now(),
          label,
          timeline.find() ? Integer.parseInt(timeline.group(1)) : facts().timeline());
    } catch (SQLException e) {
      throw session.failure("the backup could not be ended and is of no use", e);
    }
  }

  private Instant now() {
    return session
        .row(
            row -> Instant.EPOCH.plusNanos(Math.multiplyExact(row.getLong(1), 1000L)),
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
        .orElseThrow();
  }

  @Override
  public void close() {
    session.close();
  }
}
