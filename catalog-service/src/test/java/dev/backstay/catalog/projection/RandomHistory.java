package dev.backstay.catalog.projection;

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
import dev.backstay.contract.event.ObjectHash;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Events as a busy week might bring them, from a small world so that they meet: equal instants,
 * equal attempts, and events of one id that say different things.
 */
public final class RandomHistory {
  private static final Instant START = Instant.parse("2026-11-16T00:00:00Z");
  private static final Failure FAILURE = new Failure("STORE_FULL", "it is full", "Free space.");

  private static final SystemIdentifier SYSTEM = new SystemIdentifier("7284019283746501928");
  private static final StreamPosition FROM = StreamPosition.parse("0/3000000");

  private final Random random;
  private final String world;

  /** Histories of different seeds are about different things. */
  public RandomHistory(long seed) {
    this.random = new Random(seed);
    this.world = "w" + seed + "-";
  }

  public List<Event<?>> events(int count) {
    List<Event<?>> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Event<BackstayEvent> event = Event.of("/backstay/test", instant(), data());
      events.add(random.nextInt(4) == 0 ? event.by("user-" + random.nextInt(2)) : event);
    }
    return events;
  }

  private BackstayEvent data() {
    return switch (random.nextInt(17)) {
      case 0, 1 ->
          new BackupRequested(
              backup(), attempt(), source(), kind(), instant(), Trigger.SCHEDULE, tags());
      case 2 ->
          new BackupStarted(backup(), attempt(), source(), kind(), instant(), "w" + attempt());
      case 3, 4 ->
          new DumpCompleted(
              backup(),
              attempt(),
              source(),
              kind(),
              hash(),
              hash(),
              instant(),
              instant(),
              "host",
              tags(),
              new DumpFigures(1, 2, 3, 4, 5, 6, 0));
      case 5, 6 ->
          new Uploaded(
              backup(), source(), kind(), place(), hash(), hash(), 1, 2, instant(), instant());
      case 7 ->
          new VerificationRequested(
              backup(), source(), kind(), place(), hash(), hash(), level(), "o" + attempt());
      case 8 ->
          new Verified(
              backup(),
              source(),
              kind(),
              place(),
              hash(),
              level(),
              "o" + attempt(),
              evidence(),
              instant());
      case 9 ->
          new VerificationFailed(
              backup(),
              source(),
              kind(),
              place(),
              hash(),
              level(),
              "o" + attempt(),
              FAILURE,
              evidence(),
              instant());
      case 10 ->
          new BackupFailed(
              backup(),
              attempt(),
              source(),
              kind(),
              stage(),
              random.nextBoolean() ? Optional.of(place()) : Optional.empty(),
              FAILURE,
              random.nextBoolean(),
              instant());
      default -> other();
    };
  }

  private BackstayEvent stream() {
    return switch (random.nextInt(3)) {
      case 0 ->
          new StreamStored(
              source(),
              place(),
              SYSTEM,
              attempt(),
              FROM,
              new StreamPosition(FROM.value() + random.nextInt(9)),
              instant(),
              Duration.ofMillis(random.nextInt(3)),
              instant());
      case 1 ->
          new StreamGap(
              source(),
              SYSTEM,
              attempt(),
              FROM,
              new StreamPosition(FROM.value() + random.nextInt(3)),
              "cause " + random.nextInt(2),
              instant());
      default ->
          new StreamAlarm(
              source(),
              random.nextBoolean() ? Optional.of(place()) : Optional.empty(),
              random.nextBoolean() ? StreamTrouble.LAGGING : StreamTrouble.SLOT_LOST,
              random.nextBoolean(),
              "message " + random.nextInt(2),
              "remedy",
              instant());
    };
  }

  private BackstayEvent other() {
    return switch (random.nextInt(9)) {
      case 6, 7, 8 -> stream();
      case 0 ->
          new PruneRequested(
              prune(),
              source(),
              List.of(new ForgottenBackup(backup(), hash())),
              new ForgottenBackup(BackupId.manual(source(), "survivor"), hash()),
              instant());
      case 1 ->
          new Pruned(
              prune(),
              source(),
              place(),
              random.nextBoolean() ? PrunePhase.FORGOTTEN : PrunePhase.DELETED,
              List.of(new ForgottenBackup(backup(), hash())),
              1,
              2,
              3,
              instant());
      case 2 ->
          new DestinationChanged(
              place(), random.nextBoolean(), Optional.of(FAILURE), "u" + attempt(), instant());
      case 3 -> new SchedulerAlive(world + attempt(), instant(), Optional.of(instant()));
      case 4 ->
          new RestoreRequested(
              restore(),
              backup(),
              source(),
              hash(),
              Optional.of(place()),
              "target",
              List.of(),
              Optional.empty(),
              instant());
      default ->
          new RestoreCompleted(
              restore(),
              backup(),
              source(),
              hash(),
              Optional.of(place()),
              random.nextBoolean() ? Optional.of(FAILURE) : Optional.empty(),
              1,
              2,
              Duration.ofSeconds(3),
              instant());
    };
  }

  private SourceName source() {
    return new SourceName(world + "source-" + random.nextInt(2));
  }

  private BackupId backup() {
    return BackupId.manual(new SourceName("any"), world + "backup-" + random.nextInt(3));
  }

  private PruneId prune() {
    return PruneId.of(world + "prune-" + random.nextInt(2));
  }

  private RestoreId restore() {
    return RestoreId.of(world + "restore-" + random.nextInt(2));
  }

  private DestinationName place() {
    return new DestinationName(world + "place-" + random.nextInt(2));
  }

  private ObjectHash hash() {
    return new ObjectHash((random.nextBoolean() ? "1a" : "2b").repeat(32));
  }

  private int attempt() {
    return 1 + random.nextInt(3);
  }

  private Instant instant() {
    return START.plusSeconds(random.nextInt(8));
  }

  private BackupKind kind() {
    return List.of(BackupKind.FULL, BackupKind.INCREMENTAL, BackupKind.WAL).get(random.nextInt(3));
  }

  private Stage stage() {
    return random.nextBoolean() ? Stage.DUMP : Stage.UPLOAD;
  }

  private VerificationLevel level() {
    return random.nextBoolean() ? VerificationLevel.L0 : VerificationLevel.L1;
  }

  private List<String> tags() {
    return List.of("tag-" + random.nextInt(2));
  }

  private Evidence evidence() {
    return new Evidence(
        List.of("looked"), 1, 2, 3, random.nextInt(2), Duration.ofMillis(4), List.of());
  }
}
