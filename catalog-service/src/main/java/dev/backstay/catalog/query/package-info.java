/**
 * What can be asked of the catalog: questions as small interfaces, answers as records. Plain Java,
 * answered by the app package; must never import Quarkus, Hibernate or JAX-RS.
 */
@NullMarked
package dev.backstay.catalog.query;

import org.jspecify.annotations.NullMarked;
