/**
 * Decides which backups are due. Owns the rules of lateness, catching up, blackouts and kinds that
 * make each other needless. Pure: sees calendars, the contract and the instants it is given; never
 * a clock, a topic or a thread.
 */
@NullMarked
package dev.backstay.scheduler.due;

import org.jspecify.annotations.NullMarked;
