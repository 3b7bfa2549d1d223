package dev.backstay.catalog.api;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of a backup's way: an event in words.
 *
 * @param stage DUMP, UPLOAD, VERIFY, PRUNE or RESTORE
 * @param state what happened: REQUESTED, STARTED, CAPTURED, STORED, PROVEN, DAMAGED, RETRYING,
 *     FAILED or RESTORED
 */
public record StepAnswer(
    String event,
    Instant at,
    String stage,
    String state,
    Optional<String> destination,
    Optional<String> actor,
    String detail,
    Optional<Failure> failure) {
  /** What an event says, before who said it and when. */
  private record Told(
      String stage,
      String state,
      Optional<DestinationName> destination,
      String detail,
      Optional<Failure> failure) {
    static Told of(String stage, String state, String detail) {
      return new Told(stage, state, Optional.empty(), detail, Optional.empty());
    }

    Told at(DestinationName place) {
      return new Told(stage, state, Optional.of(place), detail, failure);
    }

    Told at(Optional<DestinationName> place) {
      return new Told(stage, state, place, detail, failure);
    }

    Told because(Optional<Failure> reason) {
      return new Told(stage, state, destination, detail, reason);
    }
  }

  public static StepAnswer of(Event<? extends BackstayEvent> event) {
    Told told =
        event.data() instanceof BackupEvent own
            ? told(own)
            : Told.of("PRUNE", event.type().name(), "");
    return new StepAnswer(
        event.id().toString(),
        event.time(),
        told.stage(),
        told.state(),
        told.destination().map(DestinationName::value),
        event.actor(),
        told.detail(),
        told.failure());
  }

  private static Told told(BackupEvent event) {
    return switch (event) {
      case BackupRequested told ->
          Told.of("DUMP", "REQUESTED", "%s, attempt %d".formatted(told.kind(), told.attempt()));
      case BackupStarted told ->
          Told.of("DUMP", "STARTED", "attempt %d by %s".formatted(told.attempt(), told.worker()));
      case PackSealed told -> Told.of("DUMP", "SEALED", "pack " + told.pack().hex());
      case DumpCompleted told ->
          Told.of(
              "DUMP",
              "CAPTURED",
              "%d files, %d bytes, %d bytes stored"
                  .formatted(
                      told.figures().files(),
                      told.figures().bytesProcessed(),
                      told.figures().bytesStored()));
      case Uploaded told ->
          Told.of(
                  "UPLOAD",
                  "STORED",
                  "%d packs, %d bytes copied".formatted(told.packsCopied(), told.bytesCopied()))
              .at(told.destination());
      case VerificationRequested told ->
          Told.of("VERIFY", "REQUESTED", "level " + told.level()).at(told.destination());
      case Verified told ->
          Told.of("VERIFY", "PROVEN", "level " + told.level()).at(told.destination());
      case VerificationFailed told ->
          Told.of("VERIFY", "DAMAGED", "level " + told.level())
              .at(told.destination())
              .because(Optional.of(told.failure()));
      case BackupFailed told ->
          Told.of(
                  told.stage().name(),
                  told.retried() ? "RETRYING" : "FAILED",
                  "attempt " + told.attempt())
              .at(told.destination())
              .because(Optional.of(told.failure()));
      case RestoreRequested told ->
          Told.of("RESTORE", "REQUESTED", "to " + told.target()).at(told.destination());
      case RestoreCompleted told ->
          Told.of(
                  "RESTORE",
                  told.failure().isPresent() ? "FAILED" : "RESTORED",
                  "%d files, %d bytes".formatted(told.files(), told.bytes()))
              .at(told.destination())
              .because(told.failure());
    };
  }
}
