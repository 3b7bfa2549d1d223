package dev.backstay.vault;

import java.util.List;

/** What became of a stream of bytes: its blobs in order, and how many bytes it had. */
public record StoredContent(List<BlobId> blobs, long size) {
  public StoredContent {
    blobs = List.copyOf(blobs);
  }
}
