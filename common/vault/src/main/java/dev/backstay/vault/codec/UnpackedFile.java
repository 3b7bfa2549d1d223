package dev.backstay.vault.codec;

import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.SealException;
import java.io.IOException;

/**
 * The form of the vault's files that are not packs: indexes, snapshots, locks.
 *
 * <pre>
 * file = sealed(json)                  json starts with '{' or '['
 *      | sealed(0x02 zstd-frame(json))
 * </pre>
 */
public final class UnpackedFile {
  private static final byte COMPRESSED = 2;

  private UnpackedFile() {}

  /** Compresses and seals a JSON text. */
  public static byte[] encode(byte[] json, Zstd zstd, Envelope envelope) {
    byte[] plain = new byte[1 + Zstd.bound(json.length)];
    plain[0] = COMPRESSED;
    int frame = zstd.compress(json, 0, json.length, plain, 1);
    byte[] file = new byte[1 + frame + Envelope.OVERHEAD];
    envelope.seal(plain, 0, 1 + frame, file, 0);
    return file;
  }

  /** The JSON text of a file. */
  public static byte[] decode(byte[] file, Zstd zstd, Envelope envelope)
      throws SealException, IOException {
    byte[] plain = envelope.open(file);
    if (plain.length == 0) {
      throw new IOException("an empty file");
    }
    return switch (plain[0]) {
      case '{', '[' -> plain;
      case COMPRESSED -> zstd.decompress(plain, 1, plain.length - 1);
      default -> throw new IOException("unknown encoding " + plain[0]);
    };
  }
}
