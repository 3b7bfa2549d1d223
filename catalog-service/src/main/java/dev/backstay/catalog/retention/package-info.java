/**
 * Retention of the catalog's backups: what would be let go of and why, and the requests that ask
 * for it. Decides with {@code dev.backstay.retention} and removes nothing itself. Plain Java; must
 * never import Quarkus, Hibernate, JAX-RS or the clock.
 */
@NullMarked
package dev.backstay.catalog.retention;

import org.jspecify.annotations.NullMarked;
