package dev.backstay.catalog.query;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;

/**
 * How far a timeline was ever rolled up at a destination, whatever became of the roll-ups there:
 * frames before this position are deleted.
 */
public record RolledUpTo(
    DestinationName destination, SystemIdentifier system, int timeline, StreamPosition to) {}
