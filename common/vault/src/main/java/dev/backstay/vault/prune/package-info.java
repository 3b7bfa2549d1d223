/**
 * Removing what no snapshot needs, in two phases: packs are marked, and a later prune deletes those
 * that are still not needed. Imports every inner package of the vault; nothing inside imports it
 * but the facade.
 */
@NullMarked
package dev.backstay.vault.prune;

import org.jspecify.annotations.NullMarked;
