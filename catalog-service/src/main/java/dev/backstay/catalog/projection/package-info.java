/**
 * What the catalog knows, as states that grow by events: each is a join of what it was told, so
 * that any order, any doubling and any rebuild leads to the same state. Plain Java: must never
 * import Quarkus, Hibernate, Kafka, or the app package.
 */
@NullMarked
package dev.backstay.catalog.projection;

import org.jspecify.annotations.NullMarked;
