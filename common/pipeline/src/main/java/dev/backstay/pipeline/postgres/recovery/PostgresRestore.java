package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.files.FreeSpace;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.DataDirectory;
import dev.backstay.engine.postgres.recovery.RecoveryFiles;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.RestoreReport;
import dev.backstay.pipeline.SnapshotListing;
import dev.backstay.pipeline.SnapshotRestore;
import dev.backstay.pipeline.postgres.PhysicalDescription;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restores a cluster up to a chosen point, from a destination and its key alone: what is needed is
 * decided and searched first, then refused or brought, and made startable last. The server that is
 * started on it replays the log.
 *
 * <p>The log is brought before the files: in a destination in use its frames give way to roll-ups,
 * and then all is decided once more. What files need stays as long as their snapshot.
 */
public final class PostgresRestore {
  /**
   * Below the data directory: the log that a recovery fetches from. No backup takes it along; where
   * an older one did, a number follows.
   */
  public static final String LOG_FOLDER = "backstay-wal";

  private final Vault vault;
  private final InstantSource clock;

  public PostgresRestore(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** What one restore writes. */
  private record Work(
      ClusterHoldings holdings,
      Optional<FileOwner> owner,
      RestoreDecision decision,
      DataDirectory directory,
      Map<EntryPath, Path> elsewhere,
      boolean delta) {}

  /**
   * A restore that has its log.
   *
   * @param folder of the log, where a recovery needs any
   */
  private record Begun(
      Work work, ClusterTarget target, Optional<Path> folder, int segments, long removed)
      implements AutoCloseable {
    long logBytes() {
      return (long) segments * work.decision().segmentBytes();
    }

    @Override
    public void close() {
      try (ClusterHoldings _ = work.holdings()) {
        target.close();
      }
    }
  }

  /** What a restore would do; writes nothing. */
  public RecoveryPlan plan(RestoreOrder order) {
    return ClusterHoldings.look(vault, holdings -> RestoreDecision.of(holdings, order).plan());
  }

  /** What a backup says of itself. */
  public PhysicalDescription description(BlobId snapshot) {
    try (VaultReader reader = vault.reader()) {
      return RestoreDecision.description(reader, snapshot);
    }
  }

  /** Runs a restore; what hinders it is thrown, and no server starts on what is left then. */
  public PostgresRestoreReport run(RestoreOrder order, Progress progress) {
    Instant started = clock.instant();
    try (Begun begun = ClusterHoldings.again(() -> begin(order, progress))) {
      RestoreDecision decision = begun.work().decision();
      DataDirectory directory = begun.work().directory();
      RestoreReport files = restore(begun, progress);
      List<String> madeUp =
          new RecoveryFiles(directory.path(), begun.work().owner())
              .prepare(
                  decision.settings(order.wish().action(), begun.folder()),
                  decision.about().server().settings());
      if (order.place().lasting()) {
        directory.settle(begun.work().elsewhere().values());
      }
      directory.open();
      return new PostgresRestoreReport(
          decision.plan(),
          directory.path(),
          files,
          begun.segments(),
          begun.logBytes(),
          begun.removed(),
          begun.folder(),
          madeUp,
          decision.stopsByTarget(),
          Duration.between(started, clock.instant()));
    }
  }

  /** Decides, makes room and brings the log. */
  private Begun begin(RestoreOrder order, Progress progress) {
    ClusterHoldings holdings = ClusterHoldings.read(vault);
    try {
      RestoreDecision decision = RestoreDecision.of(holdings, order);
      DataDirectory directory = new DataDirectory(order.place().data());
      boolean delta = admit(directory, order.place(), decision.plan().base().system());
      var work =
          new Work(
              holdings,
              owner(order.place(), decision),
              decision,
              directory,
              elsewhere(directory, order.place(), decision, delta),
              delta);
      return begin(work, progress);
    } catch (RuntimeException | Error e) {
      holdings.close();
      throw e;
    }
  }

  private static Begun begin(Work work, Progress progress) {
    VaultReader reader = work.holdings().reader();
    RestoreDecision decision = work.decision();
    var log = new WalFetch(reader, decision.plan(), decision.segmentBytes(), work.owner());
    int segments = log.segments().size();
    var size = new ClusterSize(work.elsewhere().keySet());
    SnapshotListing.walk(reader, decision.data().tree(), List.of(), size);
    requireSpace(work, size, (long) segments * decision.segmentBytes());
    progress.total(size.files() + segments, size.bytes() + decision.plan().logBytes());
    long removed = work.delta() ? clear(work, size) : 0;
    var layout =
        new ClusterTarget.Layout(
            work.directory().path(), work.elsewhere(), work.owner(), work.delta());
    ClusterTarget target = new ClusterTarget(layout);
    try {
      if (!work.delta()) {
        work.directory().begin(decision.plan().base().system());
      }
      enclose(work.directory().path(), work.owner());
      work.elsewhere().values().forEach(place -> enclose(place, work.owner()));
      Optional<Path> folder = bring(log, logFolder(size), work, progress);
      return new Begun(work, target, folder, segments, removed);
    } catch (RuntimeException | Error e) {
      target.close();
      throw e;
    }
  }

  /** Root would otherwise own what no server can run on; nobody else can give files away. */
  private static Optional<FileOwner> owner(RestoreOrder.Place place, RestoreDecision decision) {
    return place
        .owner()
        .or(() -> Optional.of(ThisUser.isRoot() ? decision.owner() : ThisUser.WHOEVER));
  }

  /** Whether the directory is mended; refuses one that may not be touched. */
  private static boolean admit(
      DataDirectory directory, RestoreOrder.Place place, SystemId brought) {
    if (directory.isVacant()) {
      return false;
    }
    Optional<SystemId> begun = directory.begun();
    if (place.mended().isEmpty() && !begun.equals(Optional.of(brought))) {
      throw new BackstayException(
          ErrorCode.TARGET_NOT_EMPTY,
          "%s holds %s already; nothing was changed"
              .formatted(
                  directory.path(),
                  begun.map(other -> "an unfinished restore of cluster " + other).orElse("files")));
    }
    SystemId there = directory.system();
    if (!there.equals(place.mended().orElse(brought))) {
      throw new BackstayException(
          ErrorCode.TARGET_DIFFERENT,
          "%s holds cluster %s, and %s was confirmed; nothing was changed"
              .formatted(directory.path(), there, place.mended().orElse(brought)));
    }
    directory.requireStopped();
    return true;
  }

  /** Where directories of the data directory go that do not stay in it. */
  private static Map<EntryPath, Path> elsewhere(
      DataDirectory directory, RestoreOrder.Place place, RestoreDecision decision, boolean delta) {
    List<Long> known = decision.tablespaces();
    Map<EntryPath, Path> elsewhere = new LinkedHashMap<>();
    if (delta) {
      directory.linkedLog().ifPresent(there -> elsewhere.put(ClusterGround.LOG, there));
      directory
          .linkedTablespaces()
          .forEach((oid, there) -> {
            if (known.contains(oid)) {
              elsewhere.put(EntryPath.of("pg_tblspc/" + oid), there);
            }
          });
    }
    place
        .tablespaces()
        .forEach((oid, there) -> {
          if (!known.contains(oid)) {
            throw new BackstayException(
                ErrorCode.USAGE,
                "the backup has no tablespace %d, but %s; nothing was restored"
                    .formatted(oid, known));
          }
          Path chosen = DataDirectory.real(there);
          Path before = elsewhere.put(EntryPath.of("pg_tblspc/" + oid), chosen);
          if (!chosen.equals(before) && !new DataDirectory(chosen).isVacant()) {
            throw new BackstayException(
                ErrorCode.TARGET_NOT_EMPTY, chosen + " holds files already; nothing was changed");
          }
        });
    return elsewhere;
  }

  /** What is there already makes room for what comes. */
  private static void requireSpace(Work work, ClusterSize size, long logBytes) {
    Path data = work.directory().path();
    FreeSpace.at(data).require(grown(new ClusterGround(data, EntryPath.ROOT, size)) + logBytes);
    work.elsewhere()
        .forEach((path, place) ->
            FreeSpace.at(place).require(grown(new ClusterGround(place, path, size))));
  }

  private static long grown(ClusterGround ground) {
    return Math.max(0, ground.backup().bytes(ground.at()) - DirectorySize.of(ground));
  }

  /** Closes the directory for servers and clears it; how many entries were removed. */
  private static long clear(Work work, ClusterSize size) {
    work.directory().close();
    return new Leftovers(size, work.elsewhere()).clear(work.directory().path());
  }

  private RestoreReport restore(Begun begun, Progress progress) {
    Work work = begun.work();
    RestoreReport report =
        new SnapshotRestore(vault, clock)
            .run(
                work.holdings().reader(),
                work.decision().data().tree(),
                new SnapshotRestore.Destination(begun.target(), begun.target()),
                progress);
    if (!report.isComplete()) {
      throw new BackstayException(
          ErrorCode.RESTORE_INCOMPLETE,
          "%d entries could not be restored, the first of them %s: %s; no server starts on what is in %s"
              .formatted(
                  report.problemCount(),
                  report.problems().getFirst().path(),
                  report.problems().getFirst().cause().getMessage(),
                  work.directory().path()));
    }
    return report;
  }

  /** A server refuses a data directory that others may enter. */
  private static void enclose(Path directory, Optional<FileOwner> owner) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      if (owner.isPresent()) {
        Files.setAttribute(directory, "unix:uid", owner.get().uid());
        Files.setAttribute(directory, "unix:gid", owner.get().gid());
      }
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "%s could not be given to its owner: %s".formatted(directory, e),
          e);
    }
  }

  /** Not one that the backup holds too: the log of an earlier restore would come over this one. */
  private static String logFolder(ClusterSize backup) {
    String name = LOG_FOLDER;
    for (int next = 2; backup.contains(EntryPath.of(name)); next++) {
      name = LOG_FOLDER + "-" + next;
    }
    return name;
  }

  /** The folder of the log, where a recovery needs any. */
  private static Optional<Path> bring(WalFetch log, String name, Work work, Progress progress) {
    Map<Integer, String> histories = work.decision().set().histories();
    if (log.segments().isEmpty() && histories.isEmpty()) {
      return Optional.empty();
    }
    log.run(work.directory().path().resolve(name), histories, progress);
    return Optional.of(Path.of(name)); // so that the directory can be moved
  }
}
