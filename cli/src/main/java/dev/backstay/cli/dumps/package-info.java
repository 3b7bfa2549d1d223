/**
 * The commands that dump PostgreSQL databases into a vault and restore them into a server. Owns
 * their words; never speaks to a server itself, and never to the platform.
 */
@NullMarked
package dev.backstay.cli.dumps;

import org.jspecify.annotations.NullMarked;
