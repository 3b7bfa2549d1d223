/**
 * Where bytes are kept: the {@link dev.backstay.store.BlobStore} port, its memory and local disk
 * implementations, and one wrapper for each concern that cuts across them. Knows nothing of what
 * the bytes mean; never imports the vault.
 */
@NullMarked
package dev.backstay.store;

import org.jspecify.annotations.NullMarked;
