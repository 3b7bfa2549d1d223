/**
 * Making and keeping replicas: the same objects, byte for byte, in another store. Imports the inner
 * packages of the vault; nothing inside imports it but the facade.
 */
@NullMarked
package dev.backstay.vault.copy;

import org.jspecify.annotations.NullMarked;
