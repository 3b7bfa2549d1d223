/**
 * Sealing: AES-256-CTR with Poly1305-AES as restic lays it out, and keys from passwords. Knows
 * nothing of what is sealed; never imports another package of the vault.
 */
@NullMarked
package dev.backstay.vault.crypt;

import org.jspecify.annotations.NullMarked;
