package dev.backstay.scheduler.loop;

import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.SortedMap;

/**
 * A look at the clock after which everything due was asked for.
 *
 * @param at by the scheduler's clock
 * @param nextDue when each source is due next; without those that never are by themselves
 */
public record Pulse(Instant at, SortedMap<SourceName, Instant> nextDue) {}
