/**
 * PostgreSQL's programs on this machine: found where they are installed or unpacked from a jar, run
 * as somebody who is not root, and servers started, stopped and killed by them. Never speaks to a
 * server (that is the engine's business) and imports nothing but contract.
 */
@NullMarked
package dev.backstay.postgres.server;

import org.jspecify.annotations.NullMarked;
