/**
 * The catalog's rim: takes records from Kafka and hands events to the projection. The composition
 * root of this service; the only packages that see Quarkus are this one and those below it.
 */
@NullMarked
package dev.backstay.catalog.app;

import org.jspecify.annotations.NullMarked;
