/**
 * What stands between a source and the vault: the ports by which a source is captured and a restore
 * is written, and the values they share. Knows nothing of chunks, blobs or snapshots and must never
 * import the vault or a store: the pipeline joins them.
 */
@NullMarked
package dev.backstay.engine;

import org.jspecify.annotations.NullMarked;
