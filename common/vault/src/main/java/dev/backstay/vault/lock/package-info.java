/** Locks as restic keeps them, refreshed while held. Imports object, codec and crypt only. */
@NullMarked
package dev.backstay.vault.lock;

import org.jspecify.annotations.NullMarked;
