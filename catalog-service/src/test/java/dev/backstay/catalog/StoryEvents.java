package dev.backstay.catalog;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of whole backups, as the services tell them. */
public final class StoryEvents {
  public static final DestinationName NEAR = new DestinationName("near");
  public static final DestinationName FAR = new DestinationName("far");
  public static final Failure FAILURE =
      new Failure("STORE_FULL", "the store is full; what was stored is kept", "Free space.");

  private static final ObjectHash MANIFEST = new ObjectHash("1a".repeat(32));
  public static final Evidence EVIDENCE =
      new Evidence(List.of("looked at all"), 3, 4, 5, 6, Duration.ofSeconds(2), List.of());

  private StoryEvents() {}

  public static BackupId id(SourceName source, Instant due) {
    return BackupId.scheduled(source, BackupKind.FULL, due);
  }

  public static ObjectHash snapshot(BackupId backup) {
    String digits = backup.toString().replace("-", "");
    return new ObjectHash(digits + digits);
  }

  /** From the request to the proofs at two destinations: seven events. */
  public static List<Event<?>> whole(SourceName source, Instant due) {
    List<Event<?>> events = new ArrayList<>(captured(source, due));
    for (DestinationName place : List.of(NEAR, FAR)) {
      events.add(uploaded(source, due, place));
      events.add(proven(source, due, place, VerificationLevel.L1, 30));
    }
    return events;
  }

  public static Event<?> proven(
      SourceName source, Instant due, DestinationName place, VerificationLevel level, long second) {
    BackupId backup = id(source, due);
    Instant at = due.plusSeconds(second);
    return told(
        at,
        new Verified(
            backup,
            source,
            BackupKind.FULL,
            place,
            snapshot(backup),
            level,
            "upload",
            EVIDENCE,
            at));
  }

  public static Event<?> refuted(
      SourceName source, Instant due, DestinationName place, VerificationLevel level, long second) {
    BackupId backup = id(source, due);
    Instant at = due.plusSeconds(second);
    return told(
        at,
        new VerificationFailed(
            backup,
            source,
            BackupKind.FULL,
            place,
            snapshot(backup),
            level,
            "drill",
            FAILURE,
            EVIDENCE,
            at));
  }

  public static Event<?> uploaded(SourceName source, Instant due, DestinationName place) {
    BackupId backup = id(source, due);
    return told(
        due.plusSeconds(20),
        new Uploaded(
            backup,
            source,
            BackupKind.FULL,
            place,
            MANIFEST,
            snapshot(backup),
            7,
            8,
            due.plusSeconds(10),
            due.plusSeconds(20)));
  }

  /** From the request to the dump: three events. */
  public static List<Event<?>> captured(SourceName source, Instant due) {
    BackupId backup = id(source, due);
    return List.of(
        told(
            due,
            new BackupRequested(
                backup, 1, source, BackupKind.FULL, due, Trigger.SCHEDULE, List.of("nightly"))),
        told(
            due.plusSeconds(1),
            new BackupStarted(backup, 1, source, BackupKind.FULL, due.plusSeconds(1), "dumper-1")),
        told(
            due.plusSeconds(9),
            new DumpCompleted(
                backup,
                1,
                source,
                BackupKind.FULL,
                MANIFEST,
                snapshot(backup),
                due.plusSeconds(1),
                due.plusSeconds(9),
                "host",
                List.of("nightly"),
                new DumpFigures(1, 2, 3, 4, 5, 6, 0))));
  }

  public static Event<?> failed(SourceName source, Instant due) {
    return told(
        due.plusSeconds(5),
        new BackupFailed(
            id(source, due),
            1,
            source,
            BackupKind.FULL,
            Stage.DUMP,
            Optional.empty(),
            FAILURE,
            false,
            due.plusSeconds(5)));
  }

  public static Event<?> asked(SourceName source, Instant due, String actor, String occurrence) {
    BackupId backup = id(source, due);
    return Event.of(
            "/backstay/catalog",
            due.plusSeconds(60),
            new VerificationRequested(
                backup,
                source,
                BackupKind.FULL,
                NEAR,
                MANIFEST,
                snapshot(backup),
                VerificationLevel.L1,
                occurrence))
        .by(actor);
  }

  private static Event<?> told(Instant time, BackstayEvent data) {
    return Event.of("/backstay/test", time, data);
  }
}
