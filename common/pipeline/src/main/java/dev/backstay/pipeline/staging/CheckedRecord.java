package dev.backstay.pipeline.staging;

import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The form of a record that decides what is deleted, so that a flipped bit in it is noticed.
 *
 * <pre>
 * record = JSON LF id LF          id: SHA-256 of the JSON, in hexadecimal
 * </pre>
 */
public final class CheckedRecord {
  private static final int TRAILER_BYTES = 66; // line feed, 64 digits, line feed

  private CheckedRecord() {}

  /** The record of a JSON text. */
  public static byte[] of(byte[] json) {
    byte[] record = Arrays.copyOf(json, json.length + TRAILER_BYTES);
    byte[] trailer = trailer(json);
    System.arraycopy(trailer, 0, record, json.length, trailer.length);
    return record;
  }

  /** The JSON text of a record. */
  public static byte[] open(byte[] record) throws IOException {
    int length = record.length - TRAILER_BYTES;
    if (length < 0) {
      throw new IOException("it is too short");
    }
    byte[] json = Arrays.copyOf(record, length);
    if (!Arrays.equals(trailer(json), Arrays.copyOfRange(record, length, record.length))) {
      throw new IOException("its bytes do not hash to its last line");
    }
    return json;
  }

  private static byte[] trailer(byte[] json) {
    return ("\n" + BlobId.hash(json).hex() + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
