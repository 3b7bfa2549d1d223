/**
 * Bringing a PostgreSQL cluster back to a chosen instant: what a destination holds of it, which
 * backup and which log that takes, and the restore that follows from it. Imports the restore flow,
 * the PostgreSQL engine's recovery and the vault's facade; never staging, never a catalog: a
 * destination and its key are all that a recovery has.
 */
@NullMarked
package dev.backstay.pipeline.postgres.recovery;

import org.jspecify.annotations.NullMarked;
