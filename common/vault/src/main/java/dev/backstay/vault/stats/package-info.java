/**
 * What a vault holds, in figures. Imports the inner packages of the vault; nothing inside imports
 * it but the facade.
 */
@NullMarked
package dev.backstay.vault.stats;

import org.jspecify.annotations.NullMarked;
