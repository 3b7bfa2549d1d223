package dev.backstay.store;

/** The calls a {@link BlobStore} offers, as metering and fault plans name them. */
public enum StoreOperation {
  PUT,
  READ,
  STAT,
  LIST,
  DELETE,
  SWEEP
}
