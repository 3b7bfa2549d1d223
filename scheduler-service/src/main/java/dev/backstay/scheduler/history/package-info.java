/**
 * What schedulers asked for before this one began. Owns the port and its rules; where requests are
 * kept is its implementations' business. Sees the contract only.
 */
@NullMarked
package dev.backstay.scheduler.history;

import org.jspecify.annotations.NullMarked;
