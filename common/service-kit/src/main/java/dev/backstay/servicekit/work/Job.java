package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.Event;

/**
 * An event to work on.
 *
 * @param delivery from 1; higher when a worker before had it and ended without an outcome
 */
public record Job<T extends BackstayEvent>(Event<T> event, int delivery) {}
