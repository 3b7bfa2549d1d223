package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.FileInput;

/** One input behind another. */
record JoinedInput(FileInput first, FileInput second) implements FileInput {
  @Override
  public int read(byte[] into, int offset, int length) {
    int one = Math.max(0, first.read(into, offset, length));
    int two = one == length ? 0 : Math.max(0, second.read(into, offset + one, length - one));
    return one + two == 0 && length > 0 ? -1 : one + two;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
