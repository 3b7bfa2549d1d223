package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.connection.SqlFailure;
import java.sql.SQLException;

/**
 * What it means that a server refuses to stream. Decided by SQLSTATE alone, since servers speak
 * many languages.
 */
final class Refusals {
  private static final String NO_SUCH_SLOT = "42704";
  private static final String SLOT_IN_USE = "55006";
  private static final String SLOT_INVALIDATED = "55000";
  private static final String NO_SUCH_FILE = "58P01";
  private static final String TOO_MANY_SENDERS = "53300";

  private final PostgresAddress address;
  private final StreamStart start;

  Refusals(PostgresAddress address, StreamStart start) {
    this.address = address;
    this.start = start;
  }

  BackstayException login(SQLException cause) {
    if (TOO_MANY_SENDERS.equals(cause.getSQLState())) {
      return new BackstayException(
          ErrorCode.SOURCE_SETTING,
          "%s has no place for one more stream: raise max_wal_senders or max_connections: %s"
              .formatted(address, cause.getMessage()),
          cause);
    }
    return SqlFailure.of("%s could not be entered for replication".formatted(address), cause);
  }

  BackstayException streaming(Message.Refusal refusal) {
    String slot = start.slot().map(SlotName::text).orElse("none");
    return switch (refusal.state()) {
      case NO_SUCH_SLOT -> slotMissing();
      case SLOT_IN_USE ->
          coded(
              ErrorCode.SLOT_BUSY,
              "the slot '%s' of %s is used by another receiver".formatted(slot, address),
              refusal);
      case SLOT_INVALIDATED ->
          coded(
              ErrorCode.SLOT_LOST,
              "the slot '%s' of %s was invalidated".formatted(slot, address),
              refusal);
      case NO_SUCH_FILE ->
          coded(
              ErrorCode.WAL_REMOVED,
              "%s no longer has the WAL that comes next; what is stored is kept".formatted(address),
              refusal);
      default ->
          SqlFailure.of(
              "%s does not stream its WAL; what is stored is kept".formatted(address),
              new SQLException(refusal.text(), refusal.state()));
    };
  }

  BackstayException slotMissing() {
    return new BackstayException(
        ErrorCode.SLOT_MISSING,
        "%s has no slot '%s'; what is stored is kept"
            .formatted(address, start.slot().map(SlotName::text).orElse("none")));
  }

  BackstayException slotLost() {
    return new BackstayException(
        ErrorCode.SLOT_LOST,
        "the slot '%s' of %s was invalidated: the server keeps no WAL for it; what is stored is kept"
            .formatted(start.slot().map(SlotName::text).orElse("none"), address));
  }

  private static BackstayException coded(ErrorCode code, String what, Message.Refusal refusal) {
    return new BackstayException(code, what + ": " + refusal.text());
  }
}
