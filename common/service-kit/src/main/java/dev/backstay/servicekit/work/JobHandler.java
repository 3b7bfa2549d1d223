package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;

/**
 * Does jobs. Idempotent: the same event may come again, at the same time elsewhere too.
 *
 * <p>Runs on a thread of the {@link Work}, for as long as it takes, and is interrupted when the
 * work ends. What it throws counts as an outcome: a transient failure is {@link Outcome.Later},
 * every other is {@link Outcome.Park}.
 */
@FunctionalInterface
public interface JobHandler<T extends BackstayEvent> {
  Outcome handle(Job<T> job);
}
