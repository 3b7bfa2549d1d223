package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.physical.StartedBackup.Slot;
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

  private static final String SLOT_LIMIT = "max_slot_wal_keep_size";

  private static final int MEGABYTE_SHIFT = 20;

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
    Slot slot = reserve();
    String begin =
        facts().major() >= RENAMED_IN
            ? "SELECT pg_backup_start(?, ?)::text"
            : "SELECT pg_start_backup(?, ?, false)::text";
    try (PreparedStatement statement = session.connection().prepareStatement(begin)) {
      statement.setString(1, label);
      statement.setBoolean(2, fast);
      Lsn start = session.patiently(() -> position(statement));
      return new StartedBackup(start, now(), slot);
    } catch (SQLException e) {
      throw explained(refused("the backup could not be begun", e), slot);
    }
  }

  private static Lsn position(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return Lsn.parse(row.getString(1));
    }
  }

  /** A slot of our own, that ends with this connection. */
  private Slot reserve() {
    String make =
        """
        SELECT slot_name, lsn::text FROM pg_create_physical_replication_slot(
          format('backstay_%s_%s', pg_backend_pid(),
            to_hex((extract(epoch FROM clock_timestamp()) * 1000000)::bigint)), true, true)
        """;
    try (PreparedStatement statement = session.connection().prepareStatement(make);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Slot(row.getString(1), Lsn.parse(row.getString(2)));
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
    try (PreparedStatement statement = session.connection().prepareStatement(end)) {
      return session.patiently(() -> stopped(statement));
    } catch (SQLException e) {
      throw session.failure("the backup could not be ended and is of no use", e);
    }
  }

  private StoppedBackup stopped(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      Lsn stop = Lsn.parse(row.getString(1));
      String label = row.getString(2);
      Matcher timeline = TIMELINE.matcher(label);
      return new StoppedBackup(
          stop,
          now(),
          label,
          timeline.find() ? Integer.parseInt(timeline.group(1)) : facts().timeline());
    }
  }

  /**
   * A failure, told by its cause where that is known: a server that limits what slots keep ends the
   * session that holds one beyond the limit, which looks like any lost connection.
   */
  BackstayException explained(BackstayException failure, Slot slot) {
    String limit = facts().setting(SLOT_LIMIT);
    if (failure.code() != ErrorCode.SOURCE_UNREACHABLE || limit.isEmpty() || limit.equals("-1")) {
      return failure;
    }
    try (ServerSession after = ServerSession.open(session.address(), Role.OBSERVER)) {
      // The server counts whole segments, and may be one ahead of what it told.
      long kept = written(after).minus(slot.keeps()) + 2L * facts().walSegmentBytes();
      if (kept < Long.parseLong(limit) << MEGABYTE_SHIFT) {
        return failure;
      }
    } catch (BackstayException e) {
      failure.addSuppressed(e);
      return failure;
    }
    return new BackstayException(
        ErrorCode.SOURCE_SETTING,
        "%s ended the backup, which needs more of the log than %s = %s MB lets a slot keep; nothing was published"
            .formatted(session.address(), SLOT_LIMIT, limit),
        failure);
  }

  private static Lsn written(ServerSession session) {
    return session
        .row(
            row -> Lsn.parse(row.getString(1)),
            """
            SELECT CASE WHEN pg_is_in_recovery()
              THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text
            """)
        .orElseThrow();
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
