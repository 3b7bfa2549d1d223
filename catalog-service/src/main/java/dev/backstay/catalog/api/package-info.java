/**
 * What the API answers and takes, as records: their components are the names in the JSON. Values
 * are plain (text, numbers, instants), so any JSON library writes them. Must never import Quarkus,
 * Hibernate or JAX-RS.
 */
@NullMarked
package dev.backstay.catalog.api;

import org.jspecify.annotations.NullMarked;
