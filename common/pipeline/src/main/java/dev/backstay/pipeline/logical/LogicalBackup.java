package dev.backstay.pipeline.logical;

import dev.backstay.engine.postgres.logical.DumpRecord;
import dev.backstay.engine.postgres.logical.LogicalCapture;
import dev.backstay.pipeline.Lineage;
import dev.backstay.pipeline.Progress;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SessionStats;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dumps databases into a vault, or into a run that will be published to it, as one snapshot. */
public final class LogicalBackup {
  /** What all logical backups bear. */
  public static final String TAG = "postgres:logical";

  /** What those bear that hold definitions without rows. */
  public static final String SCHEMA_TAG = "postgres:schema";

  private final Vault vault;
  private final InstantSource clock;

  public LogicalBackup(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** Runs a backup; on return its snapshot is published. */
  public LogicalReport run(LogicalRequest request, Progress progress) {
    try (VaultWriter writer = vault.writer()) {
      return run(writer, request, Lineage.ofTag(TAG), progress);
    }
  }

  /**
   * Runs a backup by a writer of this vault; on return everything is where the writer leaves it,
   * the snapshot last.
   *
   * @param lineage of which the newest dump of the same cluster becomes the parent
   */
  public LogicalReport run(
      VaultWriter writer, LogicalRequest request, Lineage lineage, Progress progress) {
    Instant started = clock.instant();
    var trees = new DumpTrees(writer, progress, started);
    DumpRecord dump = new LogicalCapture(request.capture()).run(trees);
    BlobId root = trees.end();
    List<String> tags = new ArrayList<>(request.tags());
    tags.addAll(tags(dump));
    Optional<BlobId> parent = parent(lineage, dump).map(StoredSnapshot::id);
    StoredSnapshot snapshot =
        writer.publish(
            new Snapshot(
                started,
                root,
                parent,
                List.of("/postgres/%s/dump".formatted(dump.system())),
                request.hostname(),
                vault.options().holder().username(),
                tags,
                List.of()));
    SessionStats stats = writer.stats();
    return new LogicalReport(
        snapshot,
        parent,
        dump,
        trees.files(),
        trees.bytes(),
        stats.bytesNew(),
        stats.bytesStored(),
        Duration.between(started, clock.instant()));
  }

  private static List<String> tags(DumpRecord dump) {
    List<String> tags = new ArrayList<>(List.of(TAG, systemTag(dump), "version:" + dump.version()));
    if (dump.schemaOnly()) {
      tags.add(SCHEMA_TAG);
    }
    return tags;
  }

  private static String systemTag(DumpRecord dump) {
    return "system:" + dump.system();
  }

  private Optional<StoredSnapshot> parent(Lineage lineage, DumpRecord dump) {
    return vault.snapshots().all().reversed().stream()
        .filter(stored ->
            lineage.includes(stored.snapshot())
                && stored.snapshot().tags().containsAll(List.of(TAG, systemTag(dump))))
        .findFirst();
  }
}
