/**
 * The vault's files in a store: their names, and reading and writing them whole. Imports codec,
 * crypt and the store port.
 */
@NullMarked
package dev.backstay.vault.object;

import org.jspecify.annotations.NullMarked;
