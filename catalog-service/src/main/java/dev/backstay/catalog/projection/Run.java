package dev.backstay.catalog.projection;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupFact.Request;
import dev.backstay.catalog.projection.BackupFact.Setback;
import dev.backstay.catalog.projection.BackupFact.Start;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A backup's way into staging.
 *
 * @param setback the newest one before anything was at a destination
 */
public record Run(
    Optional<Request> request,
    Optional<Start> start,
    Optional<Capture> capture,
    Optional<Setback> setback) {
  static final Run UNKNOWN =
      new Run(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  Run told(BackupFact fact) {
    return switch (fact) {
      case Request told -> new Run(Newest.of(request, told), start, capture, setback);
      case Start told -> new Run(request, Newest.of(start, told), capture, setback);
      case Capture told -> new Run(request, start, Newest.of(capture, told), setback);
      case Setback told -> new Run(request, start, capture, Newest.of(setback, told));
      default -> throw new IllegalArgumentException(fact + " is not of the way into staging");
    };
  }

  /** The newest attempt that anything is known of; 0 for none. */
  public int attempts() {
    return IntStream.of(attempt(request), attempt(start), attempt(capture), attempt(setback))
        .max()
        .orElse(0);
  }

  private static int attempt(Optional<? extends Fact> fact) {
    return fact.map(Fact::attempt).orElse(0);
  }

  /** The best that is known of the instant it restores to. */
  Optional<Instant> instant() {
    return Stream.of(
            capture.map(Capture::capturedAt),
            start.map(Start::at),
            request.map(Request::at),
            setback.map(Setback::at))
        .flatMap(Optional::stream)
        .findFirst();
  }

  BackupState state() {
    if (capture.isPresent()) {
      return BackupState.CAPTURED;
    }
    int newest = attempts();
    Optional<Setback> ended = setback.filter(fact -> fact.attempt() == newest);
    if (ended.isPresent()) {
      return ended.get().retried() ? BackupState.RETRYING : BackupState.FAILED;
    }
    return start.filter(fact -> fact.attempt() == newest).isPresent()
        ? BackupState.RUNNING
        : BackupState.REQUESTED;
  }
}
