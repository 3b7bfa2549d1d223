/**
 * The command line: the place where the program is put together, its root command and its end. Owns
 * exit statuses, and alone takes clock, randomness and environment from the system. Every room but
 * the tests' may be imported; no service, no framework and no catalog ever is, so that recovery
 * needs a destination and the key alone.
 */
@NullMarked
package dev.backstay.cli;

import org.jspecify.annotations.NullMarked;
