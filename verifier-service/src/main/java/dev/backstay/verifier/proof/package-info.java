/**
 * The proof of what destinations hold: how far each backup is proven, by fetching it from there,
 * and what is told about it. Sees no Quarkus and no Kafka; must never write at a destination but
 * locks.
 */
@NullMarked
package dev.backstay.verifier.proof;

import org.jspecify.annotations.NullMarked;
