package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.util.Optional;

/**
 * Which cluster a source is, remembered in staging from the first contact on: another one behind
 * the same address must not be taken for it.
 *
 * <pre>
 * name = "stream-sources/" source
 * </pre>
 *
 * @param major version of the server
 */
public record StreamedSource(SystemId system, int major) {
  /** The name of the record. */
  public static BlobName name(SourceName source) {
    return BlobName.of("stream-sources/" + source);
  }

  /** Remembers it. */
  public void write(BlobStore staging, SourceName source) {
    FlatRecord.put(
        staging,
        name(source),
        FlatRecord.encode("system", system.toString(), "major", Integer.toString(major)));
  }

  /** What is remembered of a source. */
  public static Optional<StreamedSource> read(BlobStore staging, SourceName source) {
    return FlatRecord.read(
        staging,
        name(source),
        fields ->
            new StreamedSource(
                SystemId.parse(fields.text("system")), Integer.parseInt(fields.text("major"))));
  }
}
