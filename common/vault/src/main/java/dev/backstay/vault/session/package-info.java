/**
 * Writing: chunk, hash, compress, seal, pack, store, index, publish; on bounded memory and all
 * cores.
 */
@NullMarked
package dev.backstay.vault.session;

import org.jspecify.annotations.NullMarked;
