package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bytes of sealed objects: in staging, else at a sibling. What is returned hashes to its
 * name. A sibling that cannot be asked is asked last from then on. Any number of threads may use
 * it.
 */
final class Sources {
  private final BlobStore staging;
  private final List<Place> siblings;
  private final Set<DestinationName> ailing = ConcurrentHashMap.newKeySet();
  private final Set<String> damaged = new ConcurrentSkipListSet<>();

  Sources(BlobStore staging, List<Place> siblings) {
    this.staging = staging;
    this.siblings = siblings;
  }

  /** Bytes, and the sibling they came from unless that was staging. */
  static final class Found {
    private final byte[] bytes;
    private final Optional<DestinationName> sibling;

    private Found(byte[] bytes, Optional<DestinationName> sibling) {
      this.bytes = bytes;
      this.sibling = sibling;
    }

    /** The caller's own. */
    byte[] bytes() {
      return bytes;
    }

    Optional<DestinationName> sibling() {
      return sibling;
    }
  }

  /** What was found damaged on the way. */
  List<String> damaged() {
    return List.copyOf(damaged);
  }

  /**
   * The object of an id.
   *
   * @param name in a vault, at siblings
   * @param staged its names in staging, the likeliest first
   */
  Found read(BlobId id, BlobName name, BlobName... staged) {
    for (BlobName each : staged) {
      byte[] bytes = intact(staging, each, id);
      if (bytes != null) {
        return new Found(bytes, Optional.empty());
      }
    }
    BackstayException unasked = null;
    for (Place sibling : inOrder()) {
      try {
        byte[] bytes = intact(sibling.store(), name, id);
        if (bytes != null) {
          return new Found(bytes, Optional.of(sibling.name()));
        }
      } catch (BackstayException e) {
        if (e.code() == ErrorCode.INTERRUPTED || e.code().kind() == ErrorKind.BUG) {
          throw e;
        }
        ailing.add(sibling.name());
        unasked = unasked == null ? e : unasked;
      }
    }
    if (unasked != null) {
      throw new BackstayException(
          unasked.code(),
          "%s is not in staging, and another destination that may have it cannot be asked: %s"
              .formatted(name, unasked.getMessage()),
          unasked);
    }
    throw new BackstayException(
        ErrorCode.OBJECT_MISSING,
        "%s is neither in staging nor, intact, at any of %d other destinations; nothing was published"
            .formatted(name, siblings.size()));
  }

  private List<Place> inOrder() {
    List<Place> order = new ArrayList<>(siblings);
    order.removeIf(sibling -> ailing.contains(sibling.name()));
    siblings.stream().filter(sibling -> ailing.contains(sibling.name())).forEach(order::add);
    return order;
  }

  /** The bytes if they are there and hash to the id. */
  private byte @Nullable [] intact(BlobStore store, BlobName name, BlobId id) {
    byte[] bytes;
    try {
      bytes = store.read(name);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING) {
        return null;
      }
      if (e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      bytes = new byte[0];
    }
    if (BlobId.hash(bytes).equals(id)) {
      return bytes;
    }
    damaged.add(store.location() + "/" + name);
    return null;
  }
}
