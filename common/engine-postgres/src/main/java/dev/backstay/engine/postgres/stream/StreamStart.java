package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import java.util.Optional;

/**
 * Where a stream begins, and what it expects to find there.
 *
 * @param slot the slot that keeps the WAL; empty for a stream that takes what is still there
 * @param system the cluster that must answer
 * @param majorVersion the version it must have
 * @param timeline the timeline that is followed
 * @param from the position on it: the end of what is stored, or the start of a segment
 * @param segmentBytes the size of the server's segments
 * @param applicationName how the server calls the stream, also in synchronous_standby_names
 */
public record StreamStart(
    Optional<SlotName> slot,
    SystemId system,
    int majorVersion,
    int timeline,
    Lsn from,
    int segmentBytes,
    String applicationName) {}
