/**
 * Which blocks changed between two positions in the log: told by the server's WAL summaries, by the
 * records of WAL wherever it is kept, or guessed safely from files' sizes and times. Reads and
 * never captures; must never import the other packages of the engine but recovery.
 */
@NullMarked
package dev.backstay.engine.postgres.changes;

import org.jspecify.annotations.NullMarked;
