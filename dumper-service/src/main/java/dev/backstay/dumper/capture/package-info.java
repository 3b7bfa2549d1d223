/**
 * The capture of one source into the vault in staging, asked for by an event: who may capture, what
 * is told, and what becomes of a failure. Sees no Quarkus and no Kafka; must never touch a
 * destination.
 */
@NullMarked
package dev.backstay.dumper.capture;

import org.jspecify.annotations.NullMarked;
