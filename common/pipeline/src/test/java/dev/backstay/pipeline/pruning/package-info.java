/** Tests of the prune of a whole vault. */
@NullMarked
package dev.backstay.pipeline.pruning;

import org.jspecify.annotations.NullMarked;
