/**
 * Backup and restore as plain flows: an engine reads or writes a source, a vault keeps what it
 * said. Imports engine ports, engines and the vault's facade; never a concrete store, never a
 * framework.
 */
@NullMarked
package dev.backstay.pipeline;

import org.jspecify.annotations.NullMarked;
