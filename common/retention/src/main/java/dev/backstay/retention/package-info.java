/**
 * Which backups of a source are kept and which are removed, each with its reason in words. Owns the
 * rules and what no rule may undo; a decision is a value and removes nothing by itself. Sees the
 * JDK and {@code dev.backstay.contract}; never a vault, a store, an event bus, a database or the
 * clock.
 *
 * <p>{@code RetentionRules} is the entry: {@code RetentionRules.of(protection).decide(backups,
 * now)}.
 */
@NullMarked
package dev.backstay.retention;

import org.jspecify.annotations.NullMarked;
