package dev.backstay.pipeline.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.physical.PhysicalCapture;
import dev.backstay.pipeline.CapturedTree;
import dev.backstay.pipeline.Lineage;
import dev.backstay.pipeline.Problem;
import dev.backstay.pipeline.Progress;
import dev.backstay.vault.BlobId;
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
import java.util.Set;
import java.util.function.Function;

/**
 * Backs up the files of a PostgreSQL cluster into a vault, or into a run that will be published to
 * it, as one snapshot.
 */
public final class PhysicalBackup {
  private final Vault vault;
  private final InstantSource clock;

  public PhysicalBackup(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** Runs a backup; on return its snapshot is published. */
  public PhysicalReport run(PhysicalBackupRequest request, Progress progress) {
    try (VaultWriter writer = vault.writer()) {
      return run(
          writer,
          request,
          system -> Lineage.ofPaths(request.hostname(), List.of(path(system))),
          progress);
    }
  }

  /** Under which path the snapshots of a cluster are filed: one of no file system. */
  public static String path(SystemId system) {
    return "/postgres/" + system;
  }

  /**
   * Runs a backup by a writer of this vault, compared with the newest physical snapshot of its
   * lineage; on return everything is where the writer leaves it, the snapshot last.
   *
   * <p>Fails with {@code SOURCE_DIFFERENT} where the lineage is that of another cluster.
   */
  public PhysicalReport run(
      VaultWriter writer,
      PhysicalBackupRequest request,
      Function<SystemId, Lineage> lineage,
      Progress progress) {
    Instant started = clock.instant();
    try (PhysicalCapture capture = PhysicalCapture.start(request.cluster())) {
      ServerFacts server = capture.facts();
      List<Earlier> earlier = earlier(lineage.apply(server.system()));
      ReadPlan plan =
          ReadPlan.of(
              request.extent(), server, earlier.stream().map(Earlier::tags).findFirst(), started);
      Optional<Earlier> parent =
          earlier.stream().filter(each -> each.tags().system().equals(server.system())).findFirst();
      long expected = capture.expectedBytes();
      progress.total(0, expected);
      ChangeSearch.Found found = new ChangeSearch(capture, vault, expected).apply(plan);
      return take(
          new Run(
              writer,
              request,
              capture,
              capture.serverStartedAt(),
              parent,
              started,
              expected,
              progress),
          found);
    }
  }

  /** An earlier backup of a lineage. */
  private record Earlier(StoredSnapshot snapshot, PhysicalTags tags) {
    BlobId root() {
      return snapshot.snapshot().tree();
    }
  }

  /** The physical backups of a lineage, the newest first. */
  private List<Earlier> earlier(Lineage lineage) {
    List<Earlier> earlier = new ArrayList<>();
    for (StoredSnapshot stored : vault.snapshots().all().reversed()) {
      if (lineage.includes(stored.snapshot())) {
        PhysicalTags.of(stored.snapshot())
            .ifPresent(tags -> earlier.add(new Earlier(stored, tags)));
      }
    }
    return earlier;
  }

  /** What one backup works with. */
  private record Run(
      VaultWriter writer,
      PhysicalBackupRequest request,
      PhysicalCapture capture,
      Instant serverStarted,
      Optional<Earlier> parent,
      Instant started,
      long expectedBytes,
      Progress progress) {}

  private PhysicalReport take(Run run, ChangeSearch.Found found) {
    Optional<LastGood> lastGood =
        run.parent().map(parent -> new LastGood(run.writer(), parent.root()));
    var setup =
        new CapturedTree.Setup(
            run.parent().map(Earlier::root),
            PhysicalChunking.of(run.expectedBytes()),
            found.comparison(),
            run.request().cluster().readers(),
            lastGood.map(LastGood::suspects).orElse(Set.<EntryPath>of()),
            run.progress());
    // The capture is closed first: it ends the readers that the tree's end waits for.
    try (var tree = new CapturedTree(run.writer(), setup);
        PhysicalCapture capture = run.capture()) {
      capture.capture(tree.sink());
      requireEverything(tree);
      var paper = new Paperwork(capture.outcome(), found.by());
      PhysicalDescription description = paper.file(tree, lastGood);
      BlobId root = tree.end();
      StoredSnapshot snapshot = run.writer().publish(snapshot(run, description, root));
      return new PhysicalReport(
          tree.report(
              snapshot,
              run.parent().map(Earlier::snapshot),
              Duration.between(run.started(), clock.instant())),
          description,
          found.how());
    }
  }

  /** A cluster without one of its files is none. */
  private static void requireEverything(CapturedTree tree) {
    if (!tree.problems().isEmpty()) {
      Problem first = tree.problems().getFirst();
      throw new BackstayException(
          first.cause().code(),
          "%s; no snapshot was published".formatted(first.cause().getMessage()),
          first.cause());
    }
  }

  private Snapshot snapshot(Run run, PhysicalDescription description, BlobId root) {
    List<String> tags = new ArrayList<>(run.request().tags());
    tags.addAll(
        description
            .tags(
                run.parent().map(parent -> parent.tags().fullRead()).orElse(run.started()),
                run.serverStarted())
            .list());
    return new Snapshot(
        run.started(),
        root,
        run.parent().map(parent -> parent.snapshot().id()),
        List.of(path(description.server().system())),
        run.request().hostname(),
        vault.options().holder().username(),
        tags,
        List.of());
  }
}
