package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stream of bytes as the content of an entry. */
final class SpooledFile implements FileInput {
  private final InputStream in;

  private SpooledFile(InputStream in) {
    this.in = in;
  }

  /** The bytes of a file of the spool. */
  static Content of(Path file) {
    return () -> {
      try {
        return new SpooledFile(Files.newInputStream(file));
      } catch (IOException e) {
        throw lost(e);
      }
    };
  }

  static Content of(byte[] bytes) {
    return () -> new SpooledFile(new ByteArrayInputStream(bytes));
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    try {
      int read = in.readNBytes(into, offset, length);
      return read == 0 && length > 0 ? -1 : read;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Unlike a file of a captured tree, one of the spool cannot be left out. */
  private static BackstayException lost(IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE,
        "a file of the spool cannot be read; no snapshot was published: " + cause,
        cause);
  }
}
