package dev.backstay.engine.postgres.physical;

import java.time.Instant;

/**
 * An entry of a directory.
 *
 * @param size 0 for a directory
 * @param modified to the second
 */
record ListedFile(String name, boolean directory, long size, Instant modified) {}
