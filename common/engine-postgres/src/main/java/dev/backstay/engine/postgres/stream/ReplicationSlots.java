package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.connection.SqlFailure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The physical replication slots of a server, over an ordinary session whose role may replicate. Of
 * the session's thread.
 */
public final class ReplicationSlots {
  private static final String STATE =
      """
      SELECT slot_name, active_pid, restart_lsn::text, wal_status, safe_wal_size
      FROM pg_replication_slots WHERE slot_name = ? AND slot_type = 'physical'
      """;

  private static final String SLOT_IN_USE = "55006";
  private static final String SLOT_EXISTS = "42710";
  private static final String NO_SUCH_SLOT = "42704";
  private static final String TOO_MANY_SLOTS = "53400";
  private static final String WAL_LEVEL_TOO_LOW = "55000";

  private final ServerSession session;

  public ReplicationSlots(ServerSession session) {
    this.session = session;
  }

  /** A slot as it is now; empty when there is none of that name. */
  public Optional<SlotState> state(SlotName name) {
    return session.row(ReplicationSlots::state, STATE, name.text());
  }

  /**
   * Makes a slot that keeps WAL from the last checkpoint on. One that is there stays as it is.
   *
   * <p>Fails with {@code SOURCE_SETTING} when the server takes no more slots.
   *
   * @return from where on WAL is kept
   */
  public Lsn create(SlotName name) {
    try {
      run("SELECT lsn FROM pg_create_physical_replication_slot(?, true)", name);
    } catch (SQLException e) {
      if (!SLOT_EXISTS.equals(e.getSQLState())) {
        throw refused("the slot '%s' could not be made".formatted(name), e);
      }
    }
    return state(name)
        .flatMap(SlotState::restart)
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.SLOT_LOST,
                "the slot '%s' is there and keeps no WAL: drop it first".formatted(name)));
  }

  /**
   * Drops a slot; the server frees what only it needed. Nothing happens when there is none.
   *
   * <p>Fails with {@code SLOT_BUSY} while somebody streams from it.
   */
  public void drop(SlotName name) {
    try {
      run("SELECT pg_drop_replication_slot(?)", name);
    } catch (SQLException e) {
      if (!NO_SUCH_SLOT.equals(e.getSQLState())) {
        throw refused("the slot '%s' could not be dropped".formatted(name), e);
      }
    }
  }

  private void run(String statement, SlotName name) throws SQLException {
    try (PreparedStatement prepared = session.connection().prepareStatement(statement)) {
      prepared.setString(1, name.text());
      prepared.execute();
    }
  }

  private BackstayException refused(String what, SQLException cause) {
    ErrorCode code =
        switch (cause.getSQLState()) {
          case SLOT_IN_USE -> ErrorCode.SLOT_BUSY;
          case TOO_MANY_SLOTS, WAL_LEVEL_TOO_LOW -> ErrorCode.SOURCE_SETTING;
          case null, default -> SqlFailure.of(what, cause).code();
        };
    return new BackstayException(
        code, "%s (%s): %s".formatted(what, session.address(), cause.getMessage()), cause);
  }

  private static SlotState state(ResultSet row) throws SQLException {
    int receiver = row.getInt(2);
    Optional<Lsn> restart = Optional.ofNullable(row.getString(3)).map(Lsn::parse);
    String retention = row.getString(4);
    long safe = row.getLong(5);
    OptionalLong safeBytes = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(safe);
    return new SlotState(
        new SlotName(row.getString(1)),
        receiver == 0 ? OptionalInt.empty() : OptionalInt.of(receiver),
        restart,
        retention == null
            ? SlotState.Retention.RESERVED
            : SlotState.Retention.valueOf(retention.toUpperCase(Locale.ROOT)),
        safeBytes);
  }
}
