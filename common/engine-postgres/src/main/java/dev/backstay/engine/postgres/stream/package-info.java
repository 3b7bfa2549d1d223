/**
 * The log as it is written: a physical replication stream by a message loop of its own, and the
 * slots that make the server keep what was not yet stored. Hands on bytes and keeps none; must
 * never import the engine's packages for capture.
 */
@NullMarked
package dev.backstay.engine.postgres.stream;

import org.jspecify.annotations.NullMarked;
