/**
 * Mending a damaged vault from a good replica. Imports the inner packages of the vault; nothing
 * inside imports it. Works on the damaged vault's bytes, since it may not open.
 */
@NullMarked
package dev.backstay.vault.repair;

import org.jspecify.annotations.NullMarked;
