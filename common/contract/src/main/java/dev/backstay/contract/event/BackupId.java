package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The name of one backup, the same for whoever asks for it: retries and doubles of a request share
 * it, and no id ever has two published snapshots.
 */
public record BackupId(UUID value) implements Comparable<BackupId> {
  /** The backup of a kind that a source is due at an instant. */
  public static BackupId scheduled(SourceName source, BackupKind kind, Instant dueAt) {
    return new BackupId(
        NameUuid.of(List.of("scheduled", source.value(), kind.name(), dueAt.toString())));
  }

  /** The backup that somebody asked for under a key of their own choice. */
  public static BackupId manual(SourceName source, String idempotencyKey) {
    return new BackupId(NameUuid.of(List.of("manual", source.value(), idempotencyKey)));
  }

  /** The backup that holds a source's stream from a position on, however far it reaches. */
  public static BackupId rollUp(
      SourceName source, SystemIdentifier system, int timeline, StreamPosition from) {
    return new BackupId(
        NameUuid.of(
            List.of(
                "wal",
                source.value(),
                system.value(),
                Integer.toString(timeline),
                from.toString())));
  }

  /** The backup that a gap asks for, so that instants after it can be restored again. */
  public static BackupId after(StreamGap gap) {
    return new BackupId(NameUuid.of(List.of("gap", Event.idOf(gap).toString())));
  }

  /** Reads what {@link #toString} wrote. */
  public static BackupId parse(String text) {
    return new BackupId(Ids.parse(text));
  }

  @Override
  public int compareTo(BackupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
