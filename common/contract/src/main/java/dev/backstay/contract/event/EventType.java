package dev.backstay.contract.event;

import java.util.Arrays;
import java.util.Optional;

/** The types of events: what they are called on the wire, and where they travel. For ever. */
public enum EventType {
  BACKUP_REQUESTED("backup.requested", 1, Lifetime.FACT, BackupRequested.class),
  BACKUP_STARTED("backup.started", 1, Lifetime.FACT, BackupStarted.class),
  PACK_SEALED("pack.sealed", 1, Lifetime.HINT, PackSealed.class),
  DUMP_COMPLETED("backup.dumped", 1, Lifetime.FACT, DumpCompleted.class),
  UPLOADED("backup.uploaded", 1, Lifetime.FACT, Uploaded.class),
  VERIFICATION_REQUESTED("verification.requested", 1, Lifetime.FACT, VerificationRequested.class),
  VERIFIED("backup.verified", 1, Lifetime.FACT, Verified.class),
  VERIFICATION_FAILED("verification.failed", 1, Lifetime.FACT, VerificationFailed.class),
  BACKUP_FAILED("backup.failed", 1, Lifetime.FACT, BackupFailed.class),
  PRUNE_REQUESTED("prune.requested", 1, Lifetime.FACT, PruneRequested.class),
  PRUNED("backup.pruned", 1, Lifetime.FACT, Pruned.class),
  RESTORE_REQUESTED("restore.requested", 1, Lifetime.FACT, RestoreRequested.class),
  RESTORE_COMPLETED("restore.completed", 1, Lifetime.FACT, RestoreCompleted.class),
  SCHEDULER_ALIVE("scheduler.alive", 1, Lifetime.HINT, SchedulerAlive.class),
  DESTINATION_CHANGED("destination.changed", 1, Lifetime.FACT, DestinationChanged.class),
  MESSAGE_PARKED("dead-letters", 1, Lifetime.FACT, MessageParked.class);

  private final String wireName;
  private final int version;
  private final String topic;
  private final Lifetime lifetime;
  private final Class<? extends BackstayEvent> payload;

  EventType(String name, int version, Lifetime lifetime, Class<? extends BackstayEvent> payload) {
    this.wireName = "dev.backstay." + name;
    this.version = version;
    this.topic = "backstay." + name;
    this.lifetime = lifetime;
    this.payload = payload;
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
