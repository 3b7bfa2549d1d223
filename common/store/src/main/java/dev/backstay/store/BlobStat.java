package dev.backstay.store;

import java.time.Instant;

/**
 * A stored object as a listing shows it: its name, its size in bytes, and when the store last wrote
 * it.
 */
public record BlobStat(BlobName name, long size, Instant modified) {}
