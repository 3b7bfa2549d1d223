package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.FailureEntry;
import dev.backstay.catalog.query.FailureEntry.OfStage;
import dev.backstay.catalog.query.FailureEntry.OfStream;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that failed: a stage of a backup, or a continuous capture.
 *
 * @param backup null for a continuous capture
 * @param stage DUMP, UPLOAD, VERIFY, PRUNE or STREAM
 * @param retried whether it is tried again by itself
 * @param state how the backup stands now; null for a continuous capture
 * @param open whether it is an alarm of a continuous capture that is not over
 */
public record FailureAnswer(
    Optional<String> backup,
    String source,
    String stage,
    Optional<String> destination,
    Instant at,
    Failure failure,
    boolean retried,
    Optional<BackupState> state,
    boolean open) {
  private static final String STREAM = "STREAM";

  public static FailureAnswer of(FailureEntry entry) {
    Optional<String> destination = entry.destination().map(DestinationName::value);
    return switch (entry) {
      case OfStage stage ->
          new FailureAnswer(
              Optional.of(stage.backup().toString()),
              stage.source().value(),
              stage.stage().name(),
              destination,
              stage.at(),
              stage.failure(),
              stage.retried(),
              Optional.of(stage.state()),
              false);
      case OfStream stream ->
          new FailureAnswer(
              Optional.empty(),
              stream.source().value(),
              STREAM,
              destination,
              stream.at(),
              stream.failure(),
              stream.open(),
              Optional.empty(),
              stream.open());
    };
  }
}
