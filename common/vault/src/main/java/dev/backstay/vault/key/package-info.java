/** What opens a vault: its config and its key files. Imports crypt and codec only. */
@NullMarked
package dev.backstay.vault.key;

import org.jspecify.annotations.NullMarked;
