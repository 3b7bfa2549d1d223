package dev.backstay.catalog.api;

import java.time.Instant;
import java.util.Optional;

/**
 * Work that goes on, as it last told of itself.
 *
 * @param stage DUMP, UPLOAD or VERIFY
 * @param activity what it does now, or waits for; may be empty
 * @param itemsDone files of a dump, packs of an upload, objects of a verification
 * @param bytesPerSecond 0 while it is not known
 */
public record RunningAnswer(
    String backup,
    String source,
    String stage,
    Optional<String> destination,
    String activity,
    long itemsDone,
    long itemsTotal,
    long bytesDone,
    long bytesTotal,
    long bytesPerSecond,
    Instant at) {}
