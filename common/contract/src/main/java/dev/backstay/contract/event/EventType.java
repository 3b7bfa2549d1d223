package dev.backstay.contract.event;

import java.util.Arrays;
import java.util.Optional;

/** The types of events: what they are called on the wire, and where they travel. For ever. */
public enum EventType {
  BACKUP_REQUESTED(
      "backup.requested",
      1,
      Lifetime.FACT,
      BackupRequested.class,
      "A backup is due, or somebody asked for it."),
  BACKUP_STARTED(
      "backup.started",
      1,
      Lifetime.FACT,
      BackupStarted.class,
      "A dumper began to capture the source."),
  PACK_SEALED(
      "pack.sealed", 1, Lifetime.HINT, PackSealed.class, "A pack is durable in staging; a hint."),
  DUMP_COMPLETED(
      "backup.dumped",
      1,
      Lifetime.FACT,
      DumpCompleted.class,
      "The backup is whole in staging and will be published."),
  UPLOADED(
      "backup.uploaded",
      1,
      Lifetime.FACT,
      Uploaded.class,
      "The backup is whole and published at a destination, read back."),
  VERIFICATION_REQUESTED(
      "verification.requested",
      1,
      Lifetime.FACT,
      VerificationRequested.class,
      "Somebody asked to prove a backup at a destination."),
  VERIFIED(
      "backup.verified",
      1,
      Lifetime.FACT,
      Verified.class,
      "The backup was fetched from a destination and proven."),
  VERIFICATION_FAILED(
      "verification.failed",
      1,
      Lifetime.FACT,
      VerificationFailed.class,
      "The backup could not be proven at a destination."),
  BACKUP_FAILED(
      "backup.failed", 1, Lifetime.FACT, BackupFailed.class, "A stage of the backup failed."),
  PRUNE_REQUESTED(
      "prune.requested", 1, Lifetime.FACT, PruneRequested.class, "Retention let go of backups."),
  PRUNED(
      "backup.pruned",
      1,
      Lifetime.FACT,
      Pruned.class,
      "A destination carried out a phase of a prune."),
  RESTORE_REQUESTED(
      "restore.requested",
      1,
      Lifetime.FACT,
      RestoreRequested.class,
      "Somebody asked to restore a backup."),
  RESTORE_COMPLETED(
      "restore.completed", 1, Lifetime.FACT, RestoreCompleted.class, "A restore ended."),
  STREAM_STORED(
      "stream.stored",
      1,
      Lifetime.HINT,
      StreamStored.class,
      "How far a destination holds a stream of changes; a hint."),
  STREAM_GAP(
      "stream.gap",
      1,
      Lifetime.FACT,
      StreamGap.class,
      "A piece of a stream of changes was not captured and is lost."),
  STREAM_ALARM(
      "stream.alarm",
      1,
      Lifetime.FACT,
      StreamAlarm.class,
      "Something is wrong with a stream of changes, or no longer is."),
  SCHEDULER_ALIVE(
      "scheduler.alive",
      1,
      Lifetime.HINT,
      SchedulerAlive.class,
      "A scheduler is alive: the dead-man's switch."),
  DESTINATION_CHANGED(
      "destination.changed",
      1,
      Lifetime.FACT,
      DestinationChanged.class,
      "A destination became reachable, or ceased to be."),
  MESSAGE_PARKED(
      "dead-letters",
      1,
      Lifetime.FACT,
      MessageParked.class,
      "A message could not be handled and was put aside.");

  private final String wireName;
  private final int version;
  private final String topic;
  private final Lifetime lifetime;
  private final Class<? extends BackstayEvent> payload;
  private final String meaning;

  EventType(
      String name,
      int version,
      Lifetime lifetime,
      Class<? extends BackstayEvent> payload,
      String meaning) {
    this.wireName = "dev.backstay." + name;
    this.version = version;
    this.topic = "backstay." + name;
    this.lifetime = lifetime;
    this.payload = payload;
    this.meaning = meaning;
  }

  /** How long a topic keeps its records. */
  public enum Lifetime {
    /** For ever: the catalog is rebuilt from them. */
    FACT,
    /** Days: they only speed things up or tell that somebody is alive. */
    HINT
  }

  /** The CloudEvents type; its version counts only changes that old readers cannot read. */
  public String wireName() {
    return wireName + ".v" + version;
  }

  /** The version of the payload's schema. */
  public int version() {
    return version;
  }

  public String topic() {
    return topic;
  }

  public Lifetime lifetime() {
    return lifetime;
  }

  public Class<? extends BackstayEvent> payload() {
    return payload;
  }

  /** What such an event says, in a sentence. */
  public String meaning() {
    return meaning;
  }

  /** The type of a payload. */
  public static EventType of(BackstayEvent event) {
    return of(event.getClass());
  }

  /** The type of a class of payloads. */
  public static EventType of(Class<? extends BackstayEvent> payload) {
    return Arrays.stream(values())
        .filter(type -> type.payload.equals(payload))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(payload + " is no event"));
  }

  /** The type with a CloudEvents name, if this version knows it. */
  public static Optional<EventType> named(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
  }
}
