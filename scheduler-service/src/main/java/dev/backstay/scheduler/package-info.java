/**
 * The scheduler: decides from the policy and the clock which backups are due, and asks for them.
 * This package holds the values its features share. Features are plain Java and see {@code
 * dev.backstay.contract} only; never a source, a destination, a vault or a database.
 */
@NullMarked
package dev.backstay.scheduler;

import org.jspecify.annotations.NullMarked;
