/** The commands about a vault as a whole. Owns their words; never decides what a vault does. */
@NullMarked
package dev.backstay.cli.vault;

import org.jspecify.annotations.NullMarked;
