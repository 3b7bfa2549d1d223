/**
 * Where a stream of bytes is cut into blobs: pure functions over a buffer. Owns the cut points,
 * which decide deduplication between versions of this program and therefore never change. Never
 * reads, hashes or stores anything; imports nothing of the vault but its {@code Chunking}.
 */
@NullMarked
package dev.backstay.vault.chunk;

import org.jspecify.annotations.NullMarked;
