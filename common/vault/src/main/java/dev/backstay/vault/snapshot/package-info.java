/** Snapshots: what was backed up, when, from where. Imports object only. */
@NullMarked
package dev.backstay.vault.snapshot;

import org.jspecify.annotations.NullMarked;
