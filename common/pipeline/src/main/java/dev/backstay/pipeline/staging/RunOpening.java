package dev.backstay.pipeline.staging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.VaultOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;

/**
 * The mark that a run is open, from before it looks at anything until it has ended: a prune waits
 * for the runs that were open when it marked its packs.
 *
 * <pre>
 * {"attempt":1,"source":"name","worker":"…","opened":"…"}
 * </pre>
 */
final class RunOpening implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int TOKEN_BYTES = 8;

  private final BlobStore staging;
  private final BlobName name;

  private RunOpening(BlobStore staging, BlobName name) {
    this.staging = staging;
    this.name = name;
  }

  static RunOpening mark(BlobStore staging, RunOrder order, VaultOptions options) {
    byte[] token = new byte[TOKEN_BYTES];
    options.random().nextBytes(token);
    BlobName name =
        StagingNames.opening(order.backup(), order.attempt(), HexFormat.of().formatHex(token));
    byte[] content = encode(order, options);
    staging.put(name, Payload.of(content), PutOptions.REPLACE);
    staging.delete(
        StagingNames.failed(order.backup())); // after the mark, which keeps what is there
    return new RunOpening(staging, name);
  }

  private static byte[] encode(RunOrder order, VaultOptions options) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("attempt", order.attempt());
      json.writeStringField("source", order.source().value());
      json.writeStringField("worker", order.worker());
      json.writeStringField("opened", options.clock().instant().toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Stores refuse a caller that was interrupted, but a mark left behind would hold prunes up. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      staging.delete(name);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
