package dev.backstay.pipeline;

import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import java.io.ByteArrayInputStream;

/** A small file whose bytes are in memory. */
public final class BytesContent implements Content {
  private final byte[] bytes;

  public BytesContent(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public long size() {
    return bytes.length;
  }

  @Override
  public FileInput open() {
    var stream = new ByteArrayInputStream(bytes);
    return new FileInput() {
      @Override
      public int read(byte[] into, int offset, int length) {
        return stream.read(into, offset, length);
      }

      @Override
      public void close() {}
    };
  }
}
