/**
 * What a recovery stands on: the files by which PostgreSQL tells where a backup starts and how
 * timelines descend from each other, the settings by which it is told how far to go, the control
 * file that says whose a data directory is, and scratch servers on restored directories, with the
 * programs that enter them. Knows directories and servers; must never import the engine's packages
 * for capture and streaming.
 */
@NullMarked
package dev.backstay.engine.postgres.recovery;

import org.jspecify.annotations.NullMarked;
