package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.pipeline.SnapshotPath;
import dev.backstay.pipeline.postgres.PhysicalDescription;
import dev.backstay.pipeline.stream.FrameCodec;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.pipeline.stream.StreamHistories;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a destination holds of PostgreSQL clusters, found out from nothing but its snapshots and the
 * names of its frames. Keeps the destination open for reading what was found. Confined to one
 * thread, like what is found.
 *
 * <p>At a destination in use, a roll-up takes the place of frames at any time: reading such a frame
 * then fails with {@code OBJECT_MISSING}, and another look finds the roll-up.
 */
public final class ClusterHoldings implements AutoCloseable {
  private static final String WAL = "wal/";

  private final VaultReader reader;
  private final FrameCodec codec;
  private final Map<SystemId, RecoverySet> sets;
  private final Map<WalPiece.Frame, LogTime> times = new HashMap<>();

  private ClusterHoldings(VaultReader reader, Map<SystemId, RecoverySet> sets) {
    this.reader = reader;
    this.codec = new FrameCodec(reader.vault());
    this.sets = sets;
  }

  /**
   * Which cluster is meant.
   *
   * @param source the name of its source in the policy
   */
  public record Selection(Optional<String> source, Optional<SystemId> system) {
    public static final Selection ANY = new Selection(Optional.empty(), Optional.empty());
  }

  /**
   * Looks at the destination of a vault. Frames are listed first, so that what a roll-up takes the
   * place of is in one of the listings; then snapshots, so that the index knows what they hold.
   */
  public static ClusterHoldings read(Vault vault) {
    StagedFrames frames = StagedFrames.list(vault.store());
    List<StoredSnapshot> snapshots = vault.snapshots().all();
    VaultReader reader = vault.reader();
    try {
      return new ClusterHoldings(reader, sets(reader, frames, snapshots));
    } catch (RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /**
   * Does something with what is found. Where a roll-up took the place of a frame meanwhile, looks
   * and does it once more: what is missing then is lost.
   */
  public static <T> T look(Vault vault, Function<ClusterHoldings, T> work) {
    return again(() -> {
      try (ClusterHoldings holdings = read(vault)) {
        return work.apply(holdings);
      }
    });
  }

  /** Does something that begins with a look, once more where that is {@code OBJECT_MISSING}. */
  static <T> T again(Supplier<T> work) {
    try {
      return work.get();
    } catch (BackstayException first) {
      if (first.code() != ErrorCode.OBJECT_MISSING) {
        throw first;
      }
      try {
        return work.get();
      } catch (BackstayException e) {
        e.addSuppressed(first);
        throw e;
      }
    }
  }

  private static Map<SystemId, RecoverySet> sets(
      VaultReader reader, StagedFrames frames, List<StoredSnapshot> snapshots) {
    Map<SystemId, List<BaseBackup>> bases = new TreeMap<>(ClusterHoldings::order);
    Map<SystemId, List<WalPiece>> pieces = new HashMap<>();
    for (StoredSnapshot stored : snapshots) {
      BaseBackup.of(stored)
          .ifPresent(
              base -> bases.computeIfAbsent(base.system(), _ -> new ArrayList<>()).add(base));
      rollUp(stored, pieces);
    }
    for (StreamTimeline timeline : frames.timelines()) {
      List<WalPiece> found = pieces.computeIfAbsent(timeline.system(), _ -> new ArrayList<>());
      for (StagedFrames.Stored stored : frames.frames(timeline)) {
        found.add(
            new WalPiece(
                new WalPiece.Frame(stored.name()),
                timeline.timeline(),
                stored.name().start(),
                stored.name().end()));
      }
    }
    Map<SystemId, RecoverySet> sets = new TreeMap<>(ClusterHoldings::order);
    for (SystemId system : union(bases.keySet(), pieces.keySet())) {
      List<BaseBackup> ofIt = bases.getOrDefault(system, List.of());
      List<WalPiece> log = pieces.getOrDefault(system, List.of());
      sets.put(
          system,
          new RecoverySet(system, ofIt, log, new Histories(reader, frames).of(system, ofIt, log)));
    }
    return sets;
  }

  private static int order(SystemId one, SystemId other) {
    return Long.compareUnsigned(one.value(), other.value());
  }

  private static Collection<SystemId> union(
      Collection<SystemId> some, Collection<SystemId> others) {
    TreeSet<SystemId> all = new TreeSet<>(ClusterHoldings::order);
    all.addAll(some);
    all.addAll(others);
    return all;
  }

  private static void rollUp(StoredSnapshot stored, Map<SystemId, List<WalPiece>> pieces) {
    WalRange.of(stored.snapshot().tags())
        .ifPresent(log ->
            pieces
                .computeIfAbsent(SystemId.parse(log.system().toString()), _ -> new ArrayList<>())
                .add(
                    new WalPiece(
                        new WalPiece.RollUp(stored.id(), LogTime.of(log, stored.snapshot().tags())),
                        log.timeline(),
                        Lsn.parse(log.from().toString()),
                        Lsn.parse(log.to().toString()))));
  }

  /** What is held, by its ids. */
  VaultReader reader() {
    return reader;
  }

  @Override
  public void close() {
    reader.close();
  }

  /** Every cluster of which anything is here. */
  public List<RecoverySet> all() {
    return List.copyOf(sets.values());
  }

  /** The one that is meant; none or several are {@code CLUSTER_UNKNOWN}. */
  public RecoverySet choose(Selection selection) {
    List<RecoverySet> found =
        sets.values().stream()
            .filter(set ->
                selection.system().isEmpty() || selection.system().get().equals(set.system()))
            .filter(set ->
                selection.source().isEmpty() || set.sources().contains(selection.source().get()))
            .filter(set -> !set.bases().isEmpty())
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    String location = reader.vault().store().location();
    if (found.isEmpty()) {
      throw new BackstayException(
          ErrorCode.CLUSTER_UNKNOWN,
          "no physical backup of %s is at %s; nothing was restored"
              .formatted(wanted(selection), location));
    }
    throw new BackstayException(
        ErrorCode.CLUSTER_UNKNOWN,
        "%d clusters are at %s: %s; nothing was restored"
            .formatted(
                found.size(), location, found.stream().map(ClusterHoldings::title).toList()));
  }

  private static String wanted(Selection selection) {
    return selection
        .source()
        .map(source -> "source '" + source + "'")
        .or(() -> selection.system().map(system -> "system " + system))
        .orElse("a PostgreSQL cluster");
  }

  private static String title(RecoverySet set) {
    return set.sources().isEmpty()
        ? "system " + set.system()
        : "%s (system %s)".formatted(String.join(", ", set.sources()), set.system());
  }

  /** Decides for one of the clusters. */
  public RecoveryPlanner planner(RecoverySet set) {
    return new RecoveryPlanner(set, this::time);
  }

  /** Opens a frame, once. */
  private LogTime time(WalPiece.Frame frame) {
    return times.computeIfAbsent(
        frame,
        each ->
            codec
                .open(each.name(), reader.vault().store().read(each.name().blob()))
                .header()
                .time());
  }

  /** Finds the history files of timelines wherever they may be. */
  private record Histories(VaultReader reader, StagedFrames frames) {
    Map<Integer, String> of(SystemId system, List<BaseBackup> bases, List<WalPiece> pieces) {
      Map<Integer, String> texts = new HashMap<>();
      streamed(system, texts);
      Stream.concat(
              bases.stream().map(BaseBackup::timeline), pieces.stream().map(WalPiece::timeline))
          .distinct()
          .filter(timeline -> timeline > 1 && !texts.containsKey(timeline))
          .toList()
          .forEach(timeline ->
              stored(timeline, bases, pieces).ifPresent(text -> texts.put(timeline, text)));
      return texts;
    }

    private void streamed(SystemId system, Map<Integer, String> texts) {
      var histories = new StreamHistories(reader.vault().store(), reader.vault());
      for (StreamTimeline timeline : frames.timelines()) {
        if (timeline.system().equals(system) && frames.hasHistory(timeline)) {
          histories
              .text(timeline)
              .ifPresent(
                  text -> texts.put(timeline.timeline(), new String(text, StandardCharsets.UTF_8)));
        }
      }
    }

    /** In a roll-up of the timeline, or among the log of a backup that was taken on it. */
    private Optional<String> stored(int timeline, List<BaseBackup> bases, List<WalPiece> pieces) {
      String name = TimelineHistory.fileName(timeline);
      return Stream.concat(
              pieces.stream()
                  .filter(piece -> piece.timeline() == timeline)
                  .flatMap(piece ->
                      piece.place() instanceof WalPiece.RollUp rollUp
                          ? file(rollUp.snapshot(), WAL + name).stream()
                          : Stream.empty()),
              bases.stream()
                  .filter(base -> base.timeline() == timeline)
                  .flatMap(base ->
                      file(base.snapshot(), PhysicalDescription.DATA + "/pg_wal/" + name).stream()))
          .findFirst();
    }

    private Optional<String> file(BlobId snapshot, String path) {
      BlobId root = reader.vault().snapshots().read(snapshot).snapshot().tree();
      return new SnapshotPath(reader, root)
          .find(EntryPath.of(path))
          .map(node -> text(reader, node));
    }
  }

  /** A small file's text. */
  static String text(VaultReader reader, Node node) {
    var bytes = new ByteArrayOutputStream();
    for (BlobId blob : node.content()) {
      bytes.writeBytes(reader.data(blob));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
