package dev.backstay.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Bytes to store, held in memory in one or more pieces and readable any number of times. The maker
 * leaves the bytes alone until the put has returned.
 */
public final class Payload {
  private final List<ByteBuffer> pieces;
  private final long size;

  private Payload(List<ByteBuffer> pieces) {
    this.pieces = List.copyOf(pieces);
    this.size = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  public static Payload of(byte[] bytes) {
    return new Payload(List.of(ByteBuffer.wrap(bytes)));
  }

  public static Payload of(byte[] bytes, int offset, int length) {
    return new Payload(List.of(ByteBuffer.wrap(bytes, offset, length).slice()));
  }

  public static Payload of(List<ByteBuffer> pieces) {
    return new Payload(pieces.stream().map(ByteBuffer::slice).toList());
  }

  /** How many bytes there are. */
  public long size() {
    return size;
  }

  /** Fresh read-only views of the pieces, in order. */
  public List<ByteBuffer> pieces() {
    return pieces.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
  }

  /** The bytes from the start as a stream; closing it has no effect. */
  public InputStream open() {
    return new PayloadInputStream(pieces());
  }
}
