/** What vaults tell, from snapshots of all sorts. */
@NullMarked
package dev.backstay.pipeline.recovery;

import org.jspecify.annotations.NullMarked;
