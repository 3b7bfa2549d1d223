package dev.backstay.store;

import java.time.InstantSource;

/**
 * The one order in which a store is wrapped: metered outside, so that figures show what a caller
 * waited for; retried inside that; throttled innermost, so that repeated bytes count against the
 * limit too.
 */
public final class StoreStack {
  private StoreStack() {}

  /** A store as every process uses it; closing it closes the store. */
  public static MeteredBlobStore assemble(
      BlobStore store, RetryPolicy policy, InstantSource clock, TransferLimits limits) {
    return MeteredBlobStore.wrap(
        RetryingBlobStore.wrap(ThrottledBlobStore.wrap(store, limits), policy, clock));
  }
}
