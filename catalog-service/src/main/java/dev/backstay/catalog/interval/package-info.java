/**
 * To which instants each source can be recovered, at each destination, and what is missing: a pure
 * decision from what backups say of themselves and how far the stream has come. Plain Java; must
 * never import Quarkus, Hibernate, JAX-RS or the clock.
 */
@NullMarked
package dev.backstay.catalog.interval;

import org.jspecify.annotations.NullMarked;
