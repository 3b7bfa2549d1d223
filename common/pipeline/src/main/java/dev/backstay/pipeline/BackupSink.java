package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.Postponed;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes a captured tree into the vault. The capture's thread tells the tree; files are read on
 * {@code readers}, trees put together on {@code assembler}. A place that is held for later is such
 * a sink, too, with a position of its own.
 */
final class BackupSink implements Postponed {
  private final Setup setup;
  private final ContentStorage contents;
  private final Tally tally;
  private final OpenReads reads;
  private final Map<EntryPath, Node> stored;
  private final ParentTrees parent;
  private EntryPath path = EntryPath.ROOT;
  private TreeBuilder current;
  private boolean closed;

  /** What a sink works with. */
  record Setup(
      VaultWriter writer,
      FileChunking chunking,
      Comparison comparison,
      Executor readers,
      Executor assembler,
      Progress progress,
      ProblemList problems,
      Set<EntryPath> wanted) {}

  /** What was told so far; a file counts when it is stored. */
  record Tally(
      LongAdder filesNew,
      LongAdder filesChanged,
      LongAdder filesUnchanged,
      LongAdder directories,
      LongAdder bytesProcessed) {
    Tally() {
      this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /** A sink at the root of a snapshot. */
  BackupSink(Setup setup, ParentTrees parent) {
    this.setup = setup;
    this.contents = new ContentStorage(setup.writer(), setup.chunking());
    this.tally = new Tally();
    this.reads = new OpenReads();
    this.stored = new ConcurrentHashMap<>();
    this.parent = parent;
    this.current = TreeBuilder.root(setup.writer(), setup.assembler());
  }

  /** A sink at the place where another one is. */
  private BackupSink(BackupSink other) {
    setup = other.setup;
    contents = other.contents;
    tally = other.tally;
    reads = other.reads;
    stored = other.stored;
    path = other.path;
    parent = other.parent.here();
    current = other.current;
    current.hold();
  }

  /** The wanted files that were stored or taken over so far. */
  Map<EntryPath, Node> stored() {
    return Map.copyOf(stored);
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void enter(FileEntry directory) {
    tally.directories.increment();
    parent.enter(directory);
    path = path.child(directory.name());
    current = current.enter(directory.withAccessAsModification());
  }

  @Override
  public void leave() {
    parent.leave();
    path = path.parent().orElse(EntryPath.ROOT);
    TreeBuilder left = current;
    current = left.above();
    // The result reaches the directory above, and a failure the root.
    CompletableFuture<BlobId> unused = left.leave();
    assert unused != null;
  }

  @Override
  public void add(FileEntry captured, Content content) {
    FileEntry entry = captured.withAccessAsModification();
    if (entry.type() != FileType.FILE) {
      current.add(Node.special(entry));
      return;
    }
    Node before = parent.find(entry).orElse(null);
    if (before != null
        && setup.comparison().isUnchanged(entry, before.entry())
        && parent.holds(before)) {
      tally.filesUnchanged.increment();
      keep(entry, before.content());
      return;
    }
    TreeBuilder directory = current;
    int place = directory.reserve();
    reads.begin();
    var reading =
        new Reading(
            path.child(entry.name()), entry, content, before, directory, place, new AtomicLong());
    setup.readers().execute(() -> read(reading));
  }

  /** Adds a file whose content the vault holds. */
  void keep(FileEntry entry, List<BlobId> content) {
    Node now = Node.file(entry, content);
    current.add(now);
    remember(path.child(entry.name()), now);
    tally.bytesProcessed.add(entry.size());
    setup.progress().advance(1, entry.size());
  }

  /**
   * A file that is to be read, and its place.
   *
   * @param shown how many of its bytes the progress has been told of
   */
  private record Reading(
      EntryPath path,
      FileEntry entry,
      Content content,
      @Nullable Node before,
      TreeBuilder directory,
      int place,
      AtomicLong shown) {}

  private void read(Reading reading) {
    setup.progress().current(reading.entry().name().toString());
    CompletableFuture<StoredContent> content;
    try {
      content =
          contents.store(
              reading.entry(), reading.content(), reading.before(), bytes -> show(reading, bytes));
    } catch (BackstayException e) {
      leaveOut(reading, e);
      return;
    } catch (RuntimeException | Error e) {
      fail(reading, e);
      return;
    }
    CompletableFuture<Void> unused = content.thenAccept(result -> finish(reading, result));
    assert unused != null;
  }

  private void leaveOut(Reading reading, BackstayException cause) {
    if (cause.code() == ErrorCode.SOURCE_UNREADABLE) {
      setup.problems().add(reading.path().toString(), cause);
    } else if (cause.code() != ErrorCode.SOURCE_VANISHED) {
      fail(reading, cause);
      return;
    }
    setup.progress().advance(1, -reading.shown().get());
    reading.directory().fill(reading.place(), null);
    reads.end();
  }

  /** On a thread nobody waits for: the root tells whoever waits for it. */
  private void fail(Reading reading, Throwable cause) {
    reads.fail(cause);
    reading.directory().fail(cause);
  }

  private void finish(Reading reading, StoredContent result) {
    Node before = reading.before();
    Node now = Node.file(reading.entry().withSize(result.size()), result.blobs());
    boolean same = before != null && now.content().equals(before.content());
    (before == null ? tally.filesNew : same ? tally.filesUnchanged : tally.filesChanged)
        .increment();
    remember(reading.path(), now);
    tally.bytesProcessed.add(result.size());
    setup.progress().advance(1, result.size() - reading.shown().get());
    reading.directory().fill(reading.place(), now);
    reads.end();
  }

  private void remember(EntryPath file, Node now) {
    if (setup.wanted().contains(file)) {
      stored.put(file, now);
    }
  }

  private void show(Reading reading, long bytes) {
    reading.shown().addAndGet(bytes);
    setup.progress().advance(0, bytes);
  }

  @Override
  public void problem(String path, BackstayException cause) {
    setup.problems().add(path, cause);
  }

  @Override
  public void settle() {
    reads.await(setup.writer()::throwFailure);
  }

  @Override
  public Postponed postpone() {
    return new BackupSink(this);
  }

  /** Lets the held directory be complete. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      current.release();
    }
  }

  /** The capture has ended: the tree of the root, once everything is stored. */
  CompletableFuture<BlobId> end() {
    return current.leave();
  }
}
