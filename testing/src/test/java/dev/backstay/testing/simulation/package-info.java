/**
 * The whole pipeline in one JVM on events in memory, which come twice and in any order, with
 * workers that die by the choice of a seed. The features, the vault and the stores are the real
 * ones.
 */
@NullMarked
package dev.backstay.testing.simulation;

import org.jspecify.annotations.NullMarked;
