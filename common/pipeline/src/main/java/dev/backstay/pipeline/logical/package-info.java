/**
 * Logical backups of PostgreSQL as flows: the files of a dump into a vault as one snapshot, and out
 * of a snapshot into a server. Knows the vault and the dump's ports; how databases are dumped and
 * loaded is the engine's. Must never speak to a server itself.
 */
@NullMarked
package dev.backstay.pipeline.logical;

import org.jspecify.annotations.NullMarked;
