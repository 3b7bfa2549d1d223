/**
 * From staging to the destinations: publishing committed runs, cleaning staging of what every
 * destination has, finding what a destination lacks, and making staging's vault. Everything is
 * idempotent, and any number of publishers may work at once. Copies sealed bytes; seals nothing but
 * locks. Imports contract, the store port, the vault's facade and its copying, and the records of
 * staging; never an engine, never a concrete store, never a broker.
 */
@NullMarked
package dev.backstay.pipeline.publication;

import org.jspecify.annotations.NullMarked;
