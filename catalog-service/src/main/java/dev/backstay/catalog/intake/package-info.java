/**
 * How records become facts of the catalog: read, projected in batches, put aside when they cannot
 * be read, waited with when the database is away. Plain Java: must never import Quarkus, Kafka or
 * Hibernate.
 */
@NullMarked
package dev.backstay.catalog.intake;

import org.jspecify.annotations.NullMarked;
