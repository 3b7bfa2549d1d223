/**
 * Proving a vault sound: structure, and every byte. Imports the inner packages of the vault;
 * nothing inside imports it but the facade. Never writes anything but its lock.
 */
@NullMarked
package dev.backstay.vault.check;

import org.jspecify.annotations.NullMarked;
