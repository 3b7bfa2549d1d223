package dev.backstay.store.sftp;

import dev.backstay.store.ByteRange;
import dev.backstay.store.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.RawSftpClient;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Moves the bytes of one object with many requests under way at once, so that the rate does not
 * depend on the distance. Every request's answer is collected, also after a failure, so that the
 * connection stays usable.
 */
final class SftpTransfer {
  /** What every server accepts in one request. */
  private static final int REQUEST_BYTES = 32 << 10;

  /** 2 MiB under way: 160 Mbit/s at 100 ms for each connection. */
  private static final int MAX_REQUESTS_UNDER_WAY = 64;

  /** Room before and behind the bytes of a request for what wraps them. */
  private static final int REQUEST_OVERHEAD_BYTES = 512;

  private static final int HEADER_BYTES = 16;

  private final RawSftpClient client;

  SftpTransfer(RawSftpClient client) {
    this.client = client;
  }

  /** Writes a payload from the start of a file. */
  void write(CloseableHandle handle, Payload payload) throws IOException {
    Deque<Integer> underWay = new ArrayDeque<>();
    long offset = 0;
    try {
      for (ByteBuffer piece : payload.pieces()) {
        while (piece.hasRemaining()) {
          int length = Math.min(REQUEST_BYTES, piece.remaining());
          underWay.add(sendWrite(handle, offset, piece, length));
          offset += length;
          if (underWay.size() >= MAX_REQUESTS_UNDER_WAY) {
            SftpReply.requireSuccess(client.receive(underWay.remove()));
          }
        }
      }
      while (!underWay.isEmpty()) {
        SftpReply.requireSuccess(client.receive(underWay.remove()));
      }
    } catch (SftpException e) {
      for (int id : underWay) {
        client.receive(id);
      }
      throw e;
    }
  }

  /** Reads a range; a file that ends before it does fails with {@code SSH_FX_EOF}. */
  void read(CloseableHandle handle, ByteRange range, byte[] target) throws IOException {
    Deque<Request> underWay = new ArrayDeque<>();
    int asked = 0;
    int end = range.length();
    try {
      while (asked < end || !underWay.isEmpty()) {
        if (asked < end && underWay.size() < MAX_REQUESTS_UNDER_WAY) {
          int length = Math.min(REQUEST_BYTES, end - asked);
          underWay.add(sendRead(handle, range.offset(), asked, length));
          asked += length;
          continue;
        }
        Request request = underWay.remove();
        int count = receiveData(request, target);
        if (count < request.length) {
          underWay.addFirst(
              sendRead(handle, range.offset(), request.position + count, request.length - count));
        }
      }
    } catch (SftpException e) {
      for (Request request : underWay) {
        client.receive(request.id);
      }
      throw e;
    }
  }

  /** A request for {@code length} bytes to be put at {@code position} of the target. */
  private record Request(int id, int position, int length) {}

  private int sendWrite(CloseableHandle handle, long offset, ByteBuffer piece, int length)
      throws IOException {
    Buffer request = new ByteArrayBuffer(length + REQUEST_OVERHEAD_BYTES, false);
    request.wpos(HEADER_BYTES);
    request.rpos(HEADER_BYTES);
    request.putBytes(handle.getIdentifier());
    request.putLong(offset);
    request.putUInt(length);
    piece.get(request.array(), request.wpos(), length);
    request.wpos(request.wpos() + length);
    return client.send(SftpConstants.SSH_FXP_WRITE, request);
  }

  private Request sendRead(CloseableHandle handle, long start, int position, int length)
      throws IOException {
    Buffer request = new ByteArrayBuffer(REQUEST_OVERHEAD_BYTES, false);
    request.putBytes(handle.getIdentifier());
    request.putLong(start + position);
    request.putUInt(length);
    return new Request(client.send(SftpConstants.SSH_FXP_READ, request), position, length);
  }

  private int receiveData(Request request, byte[] target) throws IOException {
    Buffer reply = SftpReply.require(client.receive(request.id), SftpConstants.SSH_FXP_DATA);
    int count = reply.getInt();
    if (count < 1 || count > request.length) {
      throw new IOException("the server sent " + count + " bytes for " + request.length);
    }
    reply.getRawBytes(target, request.position, count);
    return count;
  }
}
