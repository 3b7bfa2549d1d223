/**
 * Ordinary connections to a server: opened, asked who the server is and whether the role may do
 * what is wanted, and their failures told by code. Never reads files and never imports the packages
 * beside it.
 */
@NullMarked
package dev.backstay.engine.postgres.connection;

import org.jspecify.annotations.NullMarked;
