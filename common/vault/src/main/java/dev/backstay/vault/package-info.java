/**
 * The vault: one content-addressed, encrypted, deduplicating repository in restic v2 format. This
 * package is the facade; everything below it is private to the room. Never imports engines, events
 * or concrete stores.
 */
@NullMarked
package dev.backstay.vault;

import org.jspecify.annotations.NullMarked;
