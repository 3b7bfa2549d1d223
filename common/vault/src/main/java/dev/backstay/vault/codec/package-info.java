/** Compression with zstd, and the form of unpacked files. Imports crypt only. */
@NullMarked
package dev.backstay.vault.codec;

import org.jspecify.annotations.NullMarked;
