package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.vault.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Seals and opens frames by the key of a vault. Any number of threads may use it.
 *
 * <pre>
 * frame = sealed( 0x02 zstd( header LF log ) )      the envelope of an index file
 * </pre>
 */
public final class FrameCodec {
  private final Vault vault;

  public FrameCodec(Vault vault) {
    this.vault = vault;
  }

  /** The object of a frame with the log that is left in a buffer. */
  public byte[] seal(FrameHeader header, ByteBuffer wal) {
    byte[] line = header.encode();
    byte[] plain = new byte[line.length + 1 + wal.remaining()];
    System.arraycopy(line, 0, plain, 0, line.length);
    plain[line.length] = '\n';
    wal.get(wal.position(), plain, line.length + 1, wal.remaining());
    return vault.seal(plain);
  }

  /** Opens an object; one that is not what its name says fails with {@code OBJECT_CORRUPT}. */
  public Frame open(FrameName name, byte[] object) {
    BlobName blob = name.blob();
    byte[] plain = vault.unseal(blob, object);
    try {
      int line = 0;
      while (line < plain.length && plain[line] != '\n') {
        line++;
      }
      int length = plain.length - line - 1;
      if (length != name.length()) {
        throw new IOException("it holds " + length + " bytes of log");
      }
      return new Frame(
          name, FrameHeader.decode(plain, line), ByteBuffer.wrap(plain, line + 1, length));
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "the frame %s is damaged: %s".formatted(blob, e.getMessage()),
          e);
    }
  }

  /** The object of a history file. */
  public byte[] sealHistory(byte[] text) {
    return vault.seal(text);
  }

  /** The text of a history file. */
  public byte[] openHistory(StreamTimeline timeline, byte[] object) {
    return vault.unseal(timeline.history(), object);
  }
}
