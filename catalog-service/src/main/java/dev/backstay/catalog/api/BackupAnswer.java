package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupFact.LetGo;
import dev.backstay.catalog.projection.BackupFact.Proof;
import dev.backstay.catalog.projection.BackupFact.Refutation;
import dev.backstay.catalog.projection.BackupFact.Request;
import dev.backstay.catalog.projection.BackupFact.Setback;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.projection.Replica;
import dev.backstay.catalog.projection.ReplicaState;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup, and how it stands at each destination.
 *
 * @param at the instant it restores to; before it is captured, when it was due
 * @param completedAt when it was whole in staging
 * @param figures of its capture
 * @param failure of the last attempt, while it is failed or tried again
 * @param letGoBy the prune that named it
 */
public record BackupAnswer(
    String id,
    String source,
    Optional<BackupKind> kind,
    BackupState state,
    Instant at,
    Optional<Asking> asked,
    int attempts,
    Optional<Instant> completedAt,
    Optional<String> snapshot,
    Optional<DumpFigures> figures,
    List<String> tags,
    List<AtDestination> destinations,
    Optional<Failure> failure,
    Optional<String> letGoBy) {
  /**
   * Why there is the backup.
   *
   * @param dueAt when it was due, or asked for
   * @param actor who asked, if somebody did
   */
  public record Asking(Instant dueAt, Trigger trigger, Optional<String> actor) {
    static Asking of(Request request) {
      return new Asking(request.at(), request.trigger(), request.actor());
    }
  }

  /**
   * The backup at one destination.
   *
   * @param level the highest that was proven
   * @param provenAt when it was last proven
   * @param failure why it is not there, or not sound
   */
  public record AtDestination(
      String destination,
      ReplicaState state,
      Optional<Instant> storedAt,
      Optional<VerificationLevel> level,
      Optional<Instant> provenAt,
      Optional<Failure> failure) {
    static AtDestination of(Replica replica) {
      return new AtDestination(
          replica.destination().value(),
          replica.state(),
          replica.publication().map(fact -> fact.at()),
          replica.proofs().stream().map(Proof::level).max(Enum::compareTo),
          replica.newestProof().map(Proof::at),
          failureOf(replica));
    }

    private static Optional<Failure> failureOf(Replica replica) {
      return switch (replica.state()) {
        case DAMAGED -> replica.damage().map(Refutation::failure);
        case FAILED, WAITING -> replica.setback().map(Setback::failure);
        case STORED, PROVEN, FORGOTTEN, DELETED -> Optional.empty();
      };
    }
  }

  public BackupAnswer {
    tags = List.copyOf(tags);
    destinations = List.copyOf(destinations);
  }

  public static BackupAnswer of(BackupRecord backup) {
    BackupState state = backup.state();
    boolean ill = state == BackupState.FAILED || state == BackupState.RETRYING;
    Optional<Capture> capture = backup.run().capture();
    return new BackupAnswer(
        backup.backup().toString(),
        backup.source().value(),
        backup.kind(),
        state,
        backup.instant(),
        backup.run().request().map(Asking::of),
        backup.run().attempts(),
        capture.map(Capture::at),
        capture.map(known -> known.snapshot().hex()),
        capture.map(Capture::figures),
        backup.tags(),
        backup.replicas().stream().map(AtDestination::of).toList(),
        backup.run().setback().filter(_ -> ill).map(Setback::failure),
        backup.letGo().map(LetGo::prune).map(Object::toString));
  }
}
