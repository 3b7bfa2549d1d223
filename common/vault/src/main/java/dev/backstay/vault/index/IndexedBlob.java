package dev.backstay.vault.index;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.pack.PackedBlob;

/** A blob and the pack it lies in. */
public record IndexedBlob(BlobId pack, PackedBlob blob) {}
