/**
 * Crews of threads with benches of their own, for everything in the vault that uses all cores.
 * Imports object, codec and crypt only.
 */
@NullMarked
package dev.backstay.vault.work;

import org.jspecify.annotations.NullMarked;
