package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;

/** Bytes that are there already. */
final class BytesContent implements Content {
  private final byte[] bytes;

  BytesContent(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public FileInput open() {
    return new BytesInput(bytes, bytes.length);
  }
}
