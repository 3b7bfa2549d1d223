/**
 * Whether all is well, and if not, why: a decision from what the catalog knows. Plain Java, pure;
 * must never import Quarkus, Hibernate, JAX-RS or the clock.
 */
@NullMarked
package dev.backstay.catalog.health;

import org.jspecify.annotations.NullMarked;
