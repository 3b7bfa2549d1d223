package dev.backstay.vault.session;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.StoredContent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stream's blobs while workers still hash them. Its future ends when the stream has and every
 * blob has its id.
 */
final class PendingContent {
  private final List<@Nullable BlobId> ids = new ArrayList<>();
  private final CompletableFuture<StoredContent> future = new CompletableFuture<>();
  private int missing;
  private long size;
  private boolean ended;

  /** Adds the next blob; its number. */
  synchronized int next(int length) {
    ids.add(null);
    missing++;
    size += length;
    return ids.size() - 1;
  }

  void found(int number, BlobId id) {
    boolean complete;
    synchronized (this) {
      ids.set(number, id);
      missing--;
      complete = ended && missing == 0;
    }
    if (complete) {
      complete();
    }
  }

  /** The stream has no more blobs. */
  CompletableFuture<StoredContent> end() {
    boolean complete;
    synchronized (this) {
      ended = true;
      complete = missing == 0;
    }
    if (complete) {
      complete();
    }
    return future;
  }

  private void complete() {
    List<BlobId> blobs = new ArrayList<>(ids.size());
    for (BlobId id : ids) {
      if (id != null) {
        blobs.add(id);
      }
    }
    future.complete(new StoredContent(blobs, size));
  }
}
