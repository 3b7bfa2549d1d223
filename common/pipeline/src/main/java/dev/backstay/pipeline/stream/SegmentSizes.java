package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.SystemId;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the segments of clusters are, as their frames say. Remembers it: it never changes in the
 * life of a cluster. Confined to one thread.
 */
final class SegmentSizes {
  private final BlobStore staging;
  private final FrameCodec codec;
  private final Map<SystemId, Integer> known = new HashMap<>();

  SegmentSizes(Vault staging) {
    this.staging = staging.store();
    this.codec = new FrameCodec(staging);
  }

  /** How long the segments of the cluster of a staged frame are. */
  int of(FrameName frame) {
    return known.computeIfAbsent(
        frame.timeline().system(),
        _ -> codec.open(frame, staging.read(frame.blob())).header().segmentBytes());
  }
}
