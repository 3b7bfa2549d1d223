/**
 * The continuous record of a PostgreSQL cluster's changes: short frames of write-ahead log, sealed
 * in staging, brought to each destination in order, marked there, rolled up into snapshots and
 * removed again; what it changed stays known. Owns the names and formats under {@code
 * backstay/streams/}, {@code stream-marks/}, {@code stream-rollups/}, {@code stream-summaries/},
 * {@code stream-gaps/}, {@code stream-sources/} and {@code stream-slots/}; docs/format.md and
 * docs/staging.md are the layout in full. Positions alone decide what is held: frames may overlap,
 * be doubled and come in any order. Imports contract, the store port, the vault's facade, the
 * values of engine-postgres, and the records of staging; never a connection to a server, never a
 * concrete store, never a broker.
 */
@NullMarked
package dev.backstay.pipeline.stream;

import org.jspecify.annotations.NullMarked;
