package dev.backstay.vault.snapshot;

import dev.backstay.vault.BlobId;

/** A snapshot and the name under which it is stored. */
public record StoredSnapshot(BlobId id, Snapshot snapshot) {}
