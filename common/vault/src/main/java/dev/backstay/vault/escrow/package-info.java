/**
 * A second way to a lost password: sealed as an OpenPGP message for people who hold keys. The only
 * package that sees Bouncy Castle's OpenPGP; no type of it crosses the border. Never touches
 * stores, packs or the vault's own keys.
 */
@NullMarked
package dev.backstay.vault.escrow;

import org.jspecify.annotations.NullMarked;
