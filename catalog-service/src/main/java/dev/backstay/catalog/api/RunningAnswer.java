package dev.backstay.catalog.api;

import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.servicekit.progress.LiveProgress;
import java.time.Instant;
import java.util.Optional;

/**
 * Work that goes on, as it last told of itself.
 *
 * @param destination where, for the stages behind the dump
 * @param activity what it waits for; may be empty
 * @param itemsDone files of a dump, packs of an upload, objects of a verification
 * @param bytesTotal 0 while it is not known
 * @param bytesPerSecond so far
 */
public record RunningAnswer(
    String backup,
    String source,
    Stage stage,
    Optional<String> destination,
    String activity,
    long itemsDone,
    long bytesDone,
    long bytesTotal,
    long bytesPerSecond,
    Instant startedAt,
    Instant at) {
  public static RunningAnswer of(LiveProgress progress) {
    return new RunningAnswer(
        progress.backup().toString(),
        progress.source().value(),
        progress.stage(),
        progress.destination().map(DestinationName::value),
        progress.note(),
        progress.amount().items(),
        progress.amount().bytes(),
        progress.amount().totalBytes(),
        progress.rate(),
        progress.startedAt(),
        progress.at());
  }
}
