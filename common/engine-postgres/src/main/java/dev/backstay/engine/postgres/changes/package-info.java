/**
 * Which blocks changed between two positions in the log: told by the server's WAL summaries or by
 * the records of WAL wherever it is kept; and whether the log is the one an earlier backup was
 * taken in. Reads and never captures; must never import the other packages of the engine but
 * recovery.
 */
@NullMarked
package dev.backstay.engine.postgres.changes;

import org.jspecify.annotations.NullMarked;
