package dev.backstay.pipeline.recovery;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A backup as its snapshot tells of it, by the tags {@code source:<name>}, {@code backup:<id>} and
 * {@code kind:<kind>}.
 *
 * @param capturedAt when the capture began; the restore point
 */
public record RecoveredBackup(
    BackupId backup,
    SourceName source,
    BackupKind kind,
    ObjectHash snapshot,
    Instant capturedAt,
    String hostname,
    List<String> tags) {
  /** Who tells these facts; whoever was there tells more and is believed first. */
  public static final String PRODUCER = "/backstay/recovery";

  /** What was staged is gone: no object has this name. */
  public static final ObjectHash NO_MANIFEST = new ObjectHash("0".repeat(64));

  private static final DumpFigures NO_FIGURES = new DumpFigures(0, 0, 0, 0, 0, 0, 0);
  private static final int FIRST_ATTEMPT = 1;

  public RecoveredBackup {
    tags = List.copyOf(tags);
  }

  /** What a snapshot tells; empty for one that no dumper made. */
  public static Optional<RecoveredBackup> of(StoredSnapshot stored) {
    Snapshot snapshot = stored.snapshot();
    try {
      return tag(snapshot, "source:")
          .flatMap(source ->
              tag(snapshot, "backup:")
                  .flatMap(backup ->
                      tag(snapshot, "kind:")
                          .map(kind ->
                              new RecoveredBackup(
                                  BackupId.parse(backup),
                                  new SourceName(source),
                                  BackupKind.valueOf(kind.toUpperCase(Locale.ROOT)),
                                  new ObjectHash(stored.id().hex()),
                                  snapshot.time(),
                                  snapshot.hostname(),
                                  RunOrder.withoutOwn(snapshot.tags())))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // tags that a person wrote; the caller names the snapshot
    }
  }

  private static Optional<String> tag(Snapshot snapshot, String prefix) {
    return snapshot.tags().stream()
        .filter(tag -> tag.startsWith(prefix))
        .map(tag -> tag.substring(prefix.length()))
        .findFirst();
  }

  /**
   * The facts that follow, under the ids they had the first time: told where others of the same
   * backup are known, they change nothing.
   */
  public List<Event<?>> events(DestinationName destination) {
    return List.of(
        Event.of(
            PRODUCER,
            capturedAt,
            new DumpCompleted(
                backup,
                FIRST_ATTEMPT,
                source,
                kind,
                NO_MANIFEST,
                snapshot,
                capturedAt,
                capturedAt,
                hostname,
                tags,
                NO_FIGURES)),
        Event.of(
            PRODUCER,
            capturedAt,
            new Uploaded(
                backup,
                source,
                kind,
                destination,
                NO_MANIFEST,
                snapshot,
                0,
                0,
                capturedAt,
                capturedAt)));
  }
}
