package dev.backstay.events;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.DestinationChanged;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.SchedulerAlive;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.event.StreamGap;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One event of each type, with every part filled. */
public final class EventSamples {
  private static final SourceName SOURCE = new SourceName("orders-files");
  private static final DestinationName PLACE = new DestinationName("offsite");
  private static final Instant DUE = Instant.parse("2026-11-20T03:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-20T03:00:07.123456Z");
  private static final BackupKind KIND = BackupKind.INCREMENTAL;
  private static final BackupId BACKUP = BackupId.scheduled(SOURCE, KIND, DUE);
  private static final ObjectHash MANIFEST = new ObjectHash("1a".repeat(32));
  private static final ObjectHash SNAPSHOT = new ObjectHash("2b".repeat(32));
  private static final VerificationLevel LEVEL = VerificationLevel.L1;
  private static final Failure FAILURE =
      new Failure("STORE_UNREACHABLE", "the store did not answer", "Check the network.");

  private static final SystemIdentifier SYSTEM = new SystemIdentifier("7284019283746501928");
  private static final StreamPosition FROM = StreamPosition.parse("16/B3000000");
  private static final StreamPosition TO = StreamPosition.parse("16/B374D848");

  private EventSamples() {}

  /** In their envelopes; the first was asked for by somebody, the others answer it. */
  public static List<Event<?>> all() {
    Event<BackstayEvent> first =
        Event.<BackstayEvent>of("/backstay/catalog", DUE, requested()).by("token:night-shift");
    return Stream.concat(
            Stream.of(first),
            payloads().map(data -> Event.of("/backstay/sample", LATER, data).answering(first)))
        .<Event<?>>map(event -> event)
        .toList();
  }

  private static BackupRequested requested() {
    return new BackupRequested(
        BACKUP, 1, SOURCE, KIND, DUE, Trigger.MANUAL, List.of("before-upgrade"));
  }

  private static Stream<BackstayEvent> payloads() {
    return Stream.concat(ofBackups(), others());
  }

  private static Stream<BackstayEvent> ofBackups() {
    var evidence =
        new Evidence(
            List.of("every object was fetched and hashed"),
            3,
            4096,
            12,
            40,
            Duration.ofMillis(1250),
            List.of());
    var damage =
        new Evidence(
            List.of("every object was fetched and hashed"),
            3,
            4096,
            12,
            40,
            Duration.ofMillis(9),
            List.of("a pack is missing"));
    return Stream.of(
        new BackupStarted(BACKUP, 1, SOURCE, KIND, LATER, "dumper-1"),
        new PackSealed(BACKUP, 1, SOURCE, SNAPSHOT, PackContent.DATA, 16_777_216),
        new DumpCompleted(
            BACKUP,
            1,
            SOURCE,
            KIND,
            MANIFEST,
            SNAPSHOT,
            DUE,
            LATER,
            "host-1",
            List.of("before-upgrade"),
            new DumpFigures(1200, 9_000_000, 70_000, 65_000, 20_000, 2, 0)),
        new Uploaded(BACKUP, SOURCE, KIND, PLACE, MANIFEST, SNAPSHOT, 2, 20_000, DUE, LATER),
        new VerificationRequested(BACKUP, SOURCE, KIND, PLACE, MANIFEST, SNAPSHOT, LEVEL, "upload"),
        new Verified(BACKUP, SOURCE, KIND, PLACE, SNAPSHOT, LEVEL, "upload", evidence, LATER),
        new VerificationFailed(
            BACKUP, SOURCE, KIND, PLACE, SNAPSHOT, LEVEL, "upload", FAILURE, damage, LATER),
        new BackupFailed(
            BACKUP, 1, SOURCE, KIND, Stage.UPLOAD, Optional.of(PLACE), FAILURE, true, LATER));
  }

  private static Stream<BackstayEvent> others() {
    var prune = PruneId.of("sample");
    var restore = RestoreId.of("sample");
    var gone = new ForgottenBackup(BACKUP, SNAPSHOT);
    var stays = new ForgottenBackup(BackupId.manual(SOURCE, "kept"), MANIFEST);
    return Stream.of(
        new PruneRequested(prune, SOURCE, List.of(gone), stays, LATER),
        new Pruned(prune, SOURCE, PLACE, PrunePhase.DELETED, List.of(gone), 1, 2, 20_000, LATER),
        new RestoreRequested(
            restore,
            BACKUP,
            SOURCE,
            SNAPSHOT,
            Optional.of(PLACE),
            "/srv/restored",
            List.of("*.conf"),
            Optional.empty(),
            LATER),
        new RestoreCompleted(
            restore,
            BACKUP,
            SOURCE,
            SNAPSHOT,
            Optional.of(PLACE),
            Optional.of(FAILURE),
            12,
            4096,
            Duration.ofSeconds(3),
            LATER),
        new StreamStored(SOURCE, PLACE, SYSTEM, 2, FROM, TO, DUE, Duration.ofMillis(850), LATER),
        new StreamGap(SOURCE, SYSTEM, 2, FROM, TO, "the server gave up the slot", LATER),
        new StreamAlarm(
            SOURCE,
            Optional.of(PLACE),
            StreamTrouble.LAGGING,
            true,
            "what offsite holds is 90 s behind the server",
            "Check the network to offsite.",
            LATER),
        new SchedulerAlive("scheduler-1", LATER, Optional.of(DUE)),
        new DestinationChanged(PLACE, false, Optional.of(FAILURE), "uploader-1", LATER),
        new MessageParked(
            "backstay.backup.requested",
            3,
            42,
            "backstay-dumper",
            Optional.of("orders-files"),
            "bm90IGpzb24=",
            5,
            FAILURE,
            LATER));
  }
}
