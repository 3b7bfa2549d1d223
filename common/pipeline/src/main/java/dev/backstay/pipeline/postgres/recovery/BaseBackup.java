package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.postgres.PhysicalTags;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * A physical backup as the tags of its snapshot tell of it. It brings the log from {@code start} to
 * {@code stop} with it, so it can always be recovered to {@code stop}, and never to an earlier
 * point.
 *
 * @param source its name in the policy; none for a backup that a person made by hand
 * @param version the server's major version
 * @param timeline it was taken on
 * @param stopped when it ended, by the server's clock
 */
public record BaseBackup(
    BlobId snapshot,
    Optional<String> source,
    SystemId system,
    int version,
    int timeline,
    Lsn start,
    Lsn stop,
    Instant stopped) {
  private static final String SOURCE = "source:";

  public BaseBackup {
    if (start.compareTo(stop) > 0) {
      throw new IllegalArgumentException("a backup from %s to %s".formatted(start, stop));
    }
  }

  /** What the tags of a snapshot tell; empty when it is none of a physical backup. */
  static Optional<BaseBackup> of(StoredSnapshot stored) {
    return PhysicalTags.of(stored.snapshot())
        .filter(tags -> tags.start().compareTo(tags.stop()) <= 0)
        .map(tags ->
            new BaseBackup(
                stored.id(),
                stored.snapshot().tags().stream()
                    .filter(tag -> tag.startsWith(SOURCE))
                    .map(tag -> tag.substring(SOURCE.length()))
                    .findFirst(),
                tags.system(),
                tags.major(),
                tags.timeline(),
                tags.start(),
                tags.stop(),
                tags.stopped()));
  }

  /** The log that it brings. */
  WalPiece log() {
    return new WalPiece(
        new WalPiece.InBase(snapshot, LogTime.upTo(stopped)), timeline, start, stop);
  }
}
