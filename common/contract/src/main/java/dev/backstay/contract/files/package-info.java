/**
 * How one file of a captured tree is described: what an engine reads from a source, what the vault
 * stores and what a restore writes. Plain values; no file system access.
 */
@NullMarked
package dev.backstay.contract.files;

import org.jspecify.annotations.NullMarked;
