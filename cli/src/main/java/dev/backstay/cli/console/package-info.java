/**
 * What a command is given of the world outside, and how it speaks: lines for people, JSON lines for
 * programs, progress for both. Owns every format that reaches the terminal. Never imports a command
 * and knows nothing of vaults.
 */
@NullMarked
package dev.backstay.cli.console;

import org.jspecify.annotations.NullMarked;
