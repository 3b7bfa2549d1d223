package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.SourceName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.time.Instant;
import java.util.Optional;

/**
 * When the capture of a source last heard from its server and had nothing more to write: what tells
 * a server that is idle from a capture that is dead.
 *
 * <pre>
 * name = "stream-life/" source
 * </pre>
 *
 * @param at by the clock of the capture
 */
public record SignOfLife(Instant at) {
  private static BlobName name(SourceName source) {
    return BlobName.of("stream-life/" + source);
  }

  /** Leaves it. */
  public void write(BlobStore staging, SourceName source) {
    FlatRecord.put(staging, name(source), FlatRecord.encode("at", at.toString()));
  }

  /** The last one of a source. */
  public static Optional<SignOfLife> read(BlobStore staging, SourceName source) {
    return FlatRecord.read(
        staging, name(source), fields -> new SignOfLife(Instant.parse(fields.text("at"))));
  }
}
