package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.EntryPath;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SessionStats;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tree on its way from an engine into a vault. Confined to the thread that made it, but for the
 * threads that read files and put directories together: those are its own, and closing ends them.
 */
public final class CapturedTree implements AutoCloseable {
  /** How often a wait looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  private final VaultWriter writer;
  private final BackupCrew crew;
  private final BackupSink sink;
  private final ProblemList problems = new ProblemList();

  /**
   * How a tree is taken.
   *
   * @param before the root of the snapshot it is compared with
   * @param readers files read at once; the vault usually takes four streams, and the capture's own
   *     thread may be a reader too
   * @param wanted files whose nodes are asked for afterwards
   */
  public record Setup(
      Optional<BlobId> before,
      FileChunking chunking,
      Comparison comparison,
      int readers,
      Set<EntryPath> wanted,
      Progress progress) {
    public Setup {
      wanted = Set.copyOf(wanted);
    }
  }

  public CapturedTree(VaultWriter writer, Setup setup) {
    this.writer = writer;
    crew = new BackupCrew(setup.readers());
    sink =
        new BackupSink(
            new BackupSink.Setup(
                writer,
                setup.chunking(),
                setup.comparison(),
                crew.readers,
                crew.assembler,
                setup.progress(),
                problems,
                setup.wanted()),
            new ParentTrees(writer, setup.before()));
  }

  /** What the engine tells its tree to. */
  public CaptureSink sink() {
    return sink;
  }

  /** Adds a file, in the directory the engine is in, whose content the vault holds. */
  public void keep(FileEntry entry, List<BlobId> content) {
    sink.keep(entry, content);
  }

  /** What could not be read, or not in full: the first of it. */
  public List<Problem> problems() {
    return problems.problems();
  }

  /** The wanted files, as far as they were stored or taken over. */
  public Map<EntryPath, Node> stored() {
    return sink.stored();
  }

  /** The capture has ended: the tree of the root, when everything is handed to the vault. */
  public BlobId end() {
    CompletableFuture<BlobId> root = sink.end();
    while (true) {
      try {
        return root.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        writer.throwFailure();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "the backup was interrupted; no snapshot was published", e);
      } catch (ExecutionException e) {
        writer.throwFailure();
        throw OpenReads.coded(e.getCause() == null ? e : e.getCause());
      }
    }
  }

  /** What was done, once the snapshot is published. */
  public BackupReport report(
      StoredSnapshot snapshot, Optional<StoredSnapshot> parent, Duration elapsed) {
    SessionStats stats = writer.stats();
    return new BackupReport(
        snapshot,
        parent.map(StoredSnapshot::id),
        sink.tally().filesNew().sum(),
        sink.tally().filesChanged().sum(),
        sink.tally().filesUnchanged().sum(),
        sink.tally().directories().sum(),
        sink.tally().bytesProcessed().sum(),
        stats.bytesRead(),
        stats.bytesNew(),
        stats.bytesStored(),
        elapsed,
        problems.count(),
        problems.problems());
  }

  @Override
  public void close() {
    crew.close();
  }
}
