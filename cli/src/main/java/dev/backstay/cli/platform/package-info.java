/**
 * The commands that talk to the running platform. Owns their words and which fields of an answer
 * people are shown; programs are given each item as the API gives it. Never opens a vault: what
 * must work without the platform belongs to the other rooms.
 */
@NullMarked
package dev.backstay.cli.platform;

import org.jspecify.annotations.NullMarked;
