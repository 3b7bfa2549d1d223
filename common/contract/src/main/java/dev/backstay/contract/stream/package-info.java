/**
 * Where a captured stream of changes stands: whose it is, a position in it, and what backups say of
 * it by their tags. Values only; sees the JDK and JSpecify, never events, policies or an engine.
 */
@NullMarked
package dev.backstay.contract.stream;

import org.jspecify.annotations.NullMarked;
