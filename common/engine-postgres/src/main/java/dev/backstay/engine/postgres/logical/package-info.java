/**
 * Logical backup and restore of PostgreSQL: databases dumped by stock {@code pg_dump} inside one
 * exported snapshot each, with the counts of their rows, and loaded by stock {@code pg_restore};
 * and tables brought out of a scratch server, by the same means and under other names. Owns the
 * spool, the client programs and their passwords, and {@code backstay.json} of a dump. Must never
 * import the vault or a store: the pipeline takes the files from the spool.
 */
@NullMarked
package dev.backstay.engine.postgres.logical;

import org.jspecify.annotations.NullMarked;
