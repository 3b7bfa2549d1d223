/**
 * One directory as the vault stores it: its nodes, and their restic JSON byte for byte as stock
 * restic writes it. Values and pure functions; owns the rules of that encoding (Go's JSON, quoting,
 * time and file mode). Never reads files, packs or indexes; imports nothing of the vault but its
 * blob ids.
 */
@NullMarked
package dev.backstay.vault.tree;

import org.jspecify.annotations.NullMarked;
