/** Restores by request, against a vault on this disk. */
@NullMarked
package dev.backstay.verifier.restore;

import org.jspecify.annotations.NullMarked;
