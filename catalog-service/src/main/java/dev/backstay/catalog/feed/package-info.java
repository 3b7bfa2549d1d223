/**
 * The live feed of events for many readers at once. Plain Java; must never import Quarkus,
 * Hibernate or JAX-RS.
 */
@NullMarked
package dev.backstay.catalog.feed;

import org.jspecify.annotations.NullMarked;
