/** Reading: blobs from their packs, one by one or in bulk on all cores. */
@NullMarked
package dev.backstay.vault.read;

import org.jspecify.annotations.NullMarked;
