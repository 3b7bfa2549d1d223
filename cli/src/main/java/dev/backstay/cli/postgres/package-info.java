/**
 * The commands that back up and restore PostgreSQL clusters with nothing but a vault. Owns their
 * words; never speaks to a server itself, and never to the platform.
 */
@NullMarked
package dev.backstay.cli.postgres;

import org.jspecify.annotations.NullMarked;
