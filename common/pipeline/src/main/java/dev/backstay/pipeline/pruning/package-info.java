/**
 * The prune of a whole vault: one plan and one decision in staging, applied by every destination in
 * its own time, so that replicas stay alike. Owns the records under {@code prunes/}, the history
 * that publications ask, and both phases; docs/pruning.md says why nothing needed is deleted.
 * Imports contract, the store port, the vault's facade, staging and publication; never an engine,
 * never a concrete store, never a broker.
 */
@NullMarked
package dev.backstay.pipeline.pruning;

import org.jspecify.annotations.NullMarked;
