/**
 * Looks at the clock, asks for what is due and says that it is alive. Owns the scheduler's one
 * thread and its state. Sees what is decided in {@code due}, the history and the contract; never a
 * broker: events leave through a port.
 */
@NullMarked
package dev.backstay.scheduler.loop;

import org.jspecify.annotations.NullMarked;
