package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line to a server on which both sides send messages:
 *
 * <pre>
 * message = kind(1) length(4) body      ; the length counts itself and the body, big-endian
 * </pre>
 *
 * One thread reads; any thread writes. Waiting never loses bytes: what came of a message stays
 * until the rest follows.
 */
final class MessageLine implements AutoCloseable {
  /** Holds some messages of a stream (128 KiB each), so that few bytes are ever moved. */
  private static final int BUFFER_BYTES = 1 << 20;

  /** The longest message taken: the history of a cluster promoted a hundred thousand times. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final int HEADER_BYTES = 5;

  private final Socket socket;
  private final InputStream input;
  private final OutputStream output;
  private final Lock writing = new ReentrantLock();
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  MessageLine(Socket socket) throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
    this.output = socket.getOutputStream();
  }

  /** The next message; empty when none was whole in time. */
  Optional<Message> next(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!isWhole()) {
      if (!fill(end)) {
        return Optional.empty();
      }
    }
    int length = length();
    Message message =
        new Message(
            (char) buffer[position],
            ByteBuffer.wrap(buffer, position + HEADER_BYTES, length - Integer.BYTES).slice());
    position += 1 + length;
    return Optional.of(message);
  }

  /** Sends a message. */
  void send(char kind, ByteBuffer body) {
    byte[] message =
        ByteBuffer.allocate(HEADER_BYTES + body.remaining())
            .put((byte) kind)
            .putInt(Integer.BYTES + body.remaining())
            .put(body)
            .array();
    writing.lock();
    try {
      output.write(message);
      output.flush();
    } catch (IOException e) {
      throw gone(e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private boolean isWhole() {
    int there = limit - position;
    return there >= HEADER_BYTES && there > length();
  }

  private int length() {
    int length = ByteBuffer.wrap(buffer).getInt(position + 1);
    if (length < Integer.BYTES || length > MAX_MESSAGE_BYTES) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE,
          "the server sent a message of %d bytes, which is no message of PostgreSQL's"
              .formatted(length));
    }
    return length;
  }

  private boolean fill(long end) {
    makeRoom();
    long left = (end - System.nanoTime()) / 1_000_000;
    try {
      socket.setSoTimeout(Math.clamp(left, 1, Integer.MAX_VALUE));
      int read = input.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      limit += read;
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private void makeRoom() {
    if (position == limit) {
      position = 0;
      limit = 0;
    }
    int there = limit - position;
    int wanted = there >= HEADER_BYTES ? 1 + length() : HEADER_BYTES;
    if (position + wanted <= buffer.length && limit < buffer.length) {
      return;
    }
    byte[] target = wanted <= buffer.length ? buffer : new byte[wanted];
    System.arraycopy(buffer, position, target, 0, there);
    buffer = target;
    position = 0;
    limit = there;
  }

  private static BackstayException gone(IOException cause) {
    if (Thread.currentThread().isInterrupted()) {
      return new BackstayException(ErrorCode.INTERRUPTED, "the stream was interrupted", cause);
    }
    return new BackstayException(
        ErrorCode.SOURCE_UNREACHABLE,
        "the server went away while its WAL was streamed; what was confirmed is kept: "
            + cause.getMessage(),
        cause);
  }
}
