package dev.backstay.catalog.projection;

import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of one backup, fact by fact. */
public sealed interface BackupFact extends Fact {
  /**
   * It was asked for.
   *
   * @param at when it was due
   * @param actor who asked, if somebody did
   */
  record Request(
      EventId event,
      Instant at,
      int attempt,
      Trigger trigger,
      List<String> tags,
      Optional<String> actor)
      implements BackupFact {
    public Request {
      tags = List.copyOf(tags);
    }
  }

  /** A dumper began. */
  record Start(EventId event, Instant at, int attempt, String worker) implements BackupFact {}

  /**
   * It is whole in staging.
   *
   * @param capturedAt the restore point
   * @param at when it was whole
   */
  record Capture(
      EventId event,
      Instant at,
      int attempt,
      Instant capturedAt,
      ObjectHash manifest,
      ObjectHash snapshot,
      String hostname,
      List<String> tags,
      DumpFigures figures)
      implements BackupFact {
    public Capture {
      tags = List.copyOf(tags);
    }
  }

  /** A stage failed. */
  record Setback(
      EventId event, Instant at, int attempt, Stage stage, Failure failure, boolean retried)
      implements BackupFact {}

  /** It is whole and published at a destination. */
  record Publication(
      EventId event,
      Instant at,
      Instant startedAt,
      ObjectHash snapshot,
      long packsCopied,
      long bytesCopied)
      implements BackupFact {}

  /** Somebody asked to prove it at a destination. */
  record Demand(
      EventId event, Instant at, VerificationLevel level, String occurrence, Optional<String> actor)
      implements BackupFact {}

  /** It was proven at a destination. */
  record Proof(
      EventId event, Instant at, VerificationLevel level, String occurrence, Evidence evidence)
      implements BackupFact {}

  /** It could not be proven at a destination. */
  record Refutation(
      EventId event,
      Instant at,
      VerificationLevel level,
      String occurrence,
      Failure failure,
      Evidence evidence)
      implements BackupFact {}

  /** Retention let go of it. */
  record LetGo(EventId event, Instant at, PruneId prune, ForgottenBackup survivor)
      implements BackupFact {}

  /** A destination carried out a phase of a prune that named it. */
  record Removal(EventId event, Instant at, PruneId prune) implements BackupFact {}
}
