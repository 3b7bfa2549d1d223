package dev.backstay.pipeline.publication;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.store.BlobStore;

/** A destination and the way to it. */
public record Place(DestinationName name, BlobStore store) {
  @Override
  public String toString() {
    return name + " (" + store.location() + ")";
  }
}
