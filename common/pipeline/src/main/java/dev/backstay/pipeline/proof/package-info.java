/**
 * Proving that what a destination holds of a backup is what was captured: stored bytes, content,
 * and rehearsed restores. Writes nothing at the destination but a lock, and nothing elsewhere but
 * scratch that it removes. Imports the vault's facade, the restore flow and the records of staging;
 * never staging itself, never a concrete store.
 */
@NullMarked
package dev.backstay.pipeline.proof;

import org.jspecify.annotations.NullMarked;
