/**
 * From cron expressions, time zones and blackout windows to instants. Owns the rules for days on
 * which the clock changes. Sees the JDK and the policy model; never the time of now, nor what was
 * already asked for.
 */
@NullMarked
package dev.backstay.calendar;

import org.jspecify.annotations.NullMarked;
