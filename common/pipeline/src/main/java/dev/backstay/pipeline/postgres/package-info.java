/**
 * PostgreSQL's backups, restores and recovery as plain flows: the engine of PostgreSQL joined with
 * the vault. Owns what a snapshot of a cluster holds beside its files, and by which tags it is
 * found. Must never import a concrete store, a framework or a broker.
 */
@NullMarked
package dev.backstay.pipeline.postgres;

import org.jspecify.annotations.NullMarked;
