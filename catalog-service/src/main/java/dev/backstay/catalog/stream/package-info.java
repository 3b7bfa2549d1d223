/**
 * How the continuous capture of a source stands: how much would be lost if the source were lost
 * now. Plain Java, pure; must never import Quarkus, Hibernate, JAX-RS or the clock.
 */
@NullMarked
package dev.backstay.catalog.stream;

import org.jspecify.annotations.NullMarked;
