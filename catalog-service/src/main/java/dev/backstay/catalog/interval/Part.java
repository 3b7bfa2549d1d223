package dev.backstay.catalog.interval;

import dev.backstay.contract.stream.StreamPosition;
import java.time.Instant;

/**
 * A piece of one timeline without a hole.
 *
 * @param to where it ends; the byte there is no longer in it
 * @param complete by the server's clock, up to when all that it wrote is in the piece or before it
 */
record Part(StreamPosition from, StreamPosition to, Instant complete) {}
