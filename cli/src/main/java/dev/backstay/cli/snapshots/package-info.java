/** The commands about snapshots: list, look into, compare, forget. Owns their words alone. */
@NullMarked
package dev.backstay.cli.snapshots;

import org.jspecify.annotations.NullMarked;
