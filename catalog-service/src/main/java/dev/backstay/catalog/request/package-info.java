/**
 * What people and programs ask the platform to do: checked, turned into events and told. Plain
 * Java; must never import Quarkus, Hibernate, JAX-RS or the clock.
 */
@NullMarked
package dev.backstay.catalog.request;

import org.jspecify.annotations.NullMarked;
