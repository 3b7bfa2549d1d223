package dev.backstay.vault;

/**
 * A pack that is durable, told without its contents.
 *
 * @param length of the stored file in bytes
 * @param plainBytes what its blobs hold when they are decoded
 * @param holdsTrees whether directories lie in it; else pieces of files
 */
public record StoredPack(BlobId id, long length, long plainBytes, boolean holdsTrees) {}
