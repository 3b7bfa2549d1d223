/**
 * Staging: the place where a backup is written, committed and kept until every destination has it.
 * Owns the names and formats under {@code runs/}, {@code confirmed/} and {@code prunes/}, and the
 * run of one backup from its first pack to its commit; docs/staging.md is the layout in full.
 * Imports contract, the store port and the vault's facade; never an engine, never a concrete store,
 * never a broker.
 */
@NullMarked
package dev.backstay.pipeline.staging;

import org.jspecify.annotations.NullMarked;
