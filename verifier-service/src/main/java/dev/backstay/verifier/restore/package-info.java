/**
 * Restores that somebody asked for by an event: fetched from a destination into a directory below a
 * root that the operator chose, and told when they ended. Sees no Quarkus and no Kafka; must never
 * write anything outside of that root, nor at a destination but locks.
 */
@NullMarked
package dev.backstay.verifier.restore;

import org.jspecify.annotations.NullMarked;
