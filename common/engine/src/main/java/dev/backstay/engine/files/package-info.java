/**
 * The file tree engine: captures directories of this host and restores into one, with everything a
 * Unix file system knows of an entry. Owns the conversion of raw names to paths of the JDK, and the
 * few system calls the JDK does not offer. Must never import the vault or a store.
 */
@NullMarked
package dev.backstay.engine.files;

import org.jspecify.annotations.NullMarked;
