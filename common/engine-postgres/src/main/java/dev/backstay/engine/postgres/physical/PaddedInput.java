package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.FileInput;
import java.util.Arrays;

/** An input with zeros behind it. */
final class PaddedInput implements FileInput {
  private final FileInput input;
  private long padding;

  PaddedInput(FileInput input, long padding) {
    this.input = input;
    this.padding = padding;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int real = Math.max(0, input.read(into, offset, length));
    int zeros = (int) Math.min(padding, length - real);
    Arrays.fill(into, offset + real, offset + real + zeros, (byte) 0);
    padding -= zeros;
    return real + zeros == 0 && length > 0 ? -1 : real + zeros;
  }

  @Override
  public void close() {
    input.close();
  }
}
