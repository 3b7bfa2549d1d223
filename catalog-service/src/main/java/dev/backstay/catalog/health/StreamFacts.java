package dev.backstay.catalog.health;

import dev.backstay.catalog.stream.StreamStanding;
import java.time.Instant;
import java.util.Optional;

/**
 * What the health of a continuous capture follows from.
 *
 * @param physical the instant of the newest physical backup
 */
public record StreamFacts(StreamStanding standing, Optional<Instant> physical) {}
