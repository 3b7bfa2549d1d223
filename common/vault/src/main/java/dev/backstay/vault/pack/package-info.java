/** Packs: sealed blobs back to back with a sealed header. Imports crypt and codec only. */
@NullMarked
package dev.backstay.vault.pack;

import org.jspecify.annotations.NullMarked;
