package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.FileInput;
import java.util.Arrays;

/** Bytes of an array, with zeros behind them up to a length. */
final class BytesInput implements FileInput {
  private final byte[] bytes;
  private final int length;
  private int taken;

  BytesInput(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  public int read(byte[] into, int offset, int wanted) {
    if (wanted == 0) {
      return 0;
    }
    int count = Math.min(wanted, length - taken);
    if (count <= 0) {
      return -1;
    }
    int real = Math.clamp((long) bytes.length - taken, 0, count);
    System.arraycopy(bytes, Math.min(taken, bytes.length), into, offset, real);
    Arrays.fill(into, offset + real, offset + count, (byte) 0);
    taken += count;
    return count;
  }

  @Override
  public void close() {}
}
