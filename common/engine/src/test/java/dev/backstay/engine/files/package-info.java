/**
 * Proofs of the file tree engine; {@link dev.backstay.engine.files.TreeFixture} and {@link
 * dev.backstay.engine.files.TreeComparison} serve other rooms too.
 */
@NullMarked
package dev.backstay.engine.files;

import org.jspecify.annotations.NullMarked;
