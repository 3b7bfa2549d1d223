/**
 * Who may call the API: tokens, roles, and what a browser may be made to do. Plain Java; decides
 * and never answers. Must never import Quarkus, Vert.x or JAX-RS.
 */
@NullMarked
package dev.backstay.catalog.access;

import org.jspecify.annotations.NullMarked;
