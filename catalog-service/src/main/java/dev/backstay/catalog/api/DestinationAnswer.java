package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.DestinationRecord.Last;
import dev.backstay.catalog.projection.DestinationRecord.Reach;
import dev.backstay.catalog.projection.DestinationRecord.Trouble;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.Location;
import java.time.Instant;
import java.util.Optional;

/**
 * A destination, as far as events tell.
 *
 * @param kind LOCAL, S3 or SFTP; null when the policy does not know it any more
 * @param since when the state was last told
 * @param failure why it cannot be reached
 * @param lastFailure the newest of an upload or a verification there; it may be mended since
 */
public record DestinationAnswer(
    String name,
    Optional<String> kind,
    State state,
    Optional<Instant> since,
    Optional<Instant> lastUpload,
    Optional<Instant> lastProof,
    Optional<Failure> failure,
    Optional<Problem> lastFailure) {
  /** Whether it can be reached. */
  public enum State {
    REACHABLE,
    UNREACHABLE,
    /** Nobody told yet. */
    UNKNOWN
  }

  /** A backup that failed there. */
  public record Problem(Instant at, String backup, Failure failure) {
    static Problem of(Trouble trouble) {
      return new Problem(trouble.at(), trouble.backup().toString(), trouble.failure());
    }
  }

  public static DestinationAnswer of(
      String name, Optional<Destination> policy, Optional<DestinationRecord> known) {
    Optional<Reach> reach = known.flatMap(DestinationRecord::reach);
    return new DestinationAnswer(
        name,
        policy.map(destination -> kind(destination.location())),
        reach
            .map(told -> told.reachable() ? State.REACHABLE : State.UNREACHABLE)
            .orElse(State.UNKNOWN),
        reach.map(Reach::at),
        known.flatMap(DestinationRecord::publication).map(Last::at),
        known.flatMap(DestinationRecord::proof).map(Last::at),
        reach.flatMap(Reach::failure),
        known.flatMap(DestinationRecord::trouble).map(Problem::of));
  }

  private static String kind(Location location) {
    return switch (location) {
      case Location.Local _ -> "LOCAL";
      case Location.S3 _ -> "S3";
      case Location.Sftp _ -> "SFTP";
    };
  }
}
