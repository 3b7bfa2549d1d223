package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * One running {@code COPY … TO STDOUT BINARY} of rows {@code (int4, bytea)}: each message of the
 * protocol is one row, the first one with a header before it.
 *
 * <pre>
 *   header  := "PGCOPY\n\377\r\n\0" flags:int32 extension:int32 { byte }extension
 *   row     := fields:int16(2) 4:int32 number:int32 length:int32(-1 for null) { byte }length
 *   trailer := -1:int16
 * </pre>
 */
final class CopyStream {
  private static final int SIGNATURE_BYTES = 11;
  private static final int FIELDS = 2;

  /** One row: where its bytes are in the message; null where the value is. */
  record Row(int number, @Nullable ByteBuffer value) {}

  private final ServerSession session;
  private final CopyOut copy;
  private boolean headed;

  CopyStream(ServerSession session, String query) {
    this.session = session;
    try {
      copy =
          session
              .connection()
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    } catch (SQLException e) {
      throw session.failure("files could not be read", e);
    }
  }

  /** The next row; null at the end, when the connection is free again. */
  @Nullable Row next() {
    if (Thread.currentThread().isInterrupted()) {
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while files of " + session.address() + " were read");
    }
    try {
      byte[] message = copy.readFromCopy();
      while (message != null) {
        Row row = row(ByteBuffer.wrap(message));
        if (row != null) {
          return row;
        }
        message = copy.readFromCopy();
      }
      return null;
    } catch (SQLException e) {
      throw session.failure("files could not be read", e);
    }
  }

  private @Nullable Row row(ByteBuffer message) {
    if (!headed) {
      headed = true;
      message.position(SIGNATURE_BYTES + Integer.BYTES);
      int extension = message.getInt();
      message.position(message.position() + extension);
      if (!message.hasRemaining()) {
        return null;
      }
    }
    if (message.getShort() != FIELDS) {
      return null; // the trailer
    }
    message.getInt();
    int number = message.getInt();
    int length = message.getInt();
    return new Row(number, length < 0 ? null : message.slice(message.position(), length));
  }
}
