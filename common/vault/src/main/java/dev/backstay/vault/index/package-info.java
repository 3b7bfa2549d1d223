/** Where each blob is: index files and the index in memory. Imports pack, codec and crypt only. */
@NullMarked
package dev.backstay.vault.index;

import org.jspecify.annotations.NullMarked;
