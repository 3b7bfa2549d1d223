/**
 * The platform at a glance: sources, destinations, promises and what goes on, put together from
 * policy and catalog. Plain Java; must never import Quarkus, Hibernate, JAX-RS or the clock.
 */
@NullMarked
package dev.backstay.catalog.platform;

import org.jspecify.annotations.NullMarked;
