/**
 * A cluster captured as the files of its data directory, over ordinary connections or from the disk
 * of the same host, while it works. Owns what is left out, what is read when and how pages are
 * checked; never imports the packages beside it but connection and the room's values.
 */
@NullMarked
package dev.backstay.engine.postgres.physical;

import org.jspecify.annotations.NullMarked;
