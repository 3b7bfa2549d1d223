package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes a captured tree into the vault. The capture's thread tells the tree; files are read on
 * {@code readers}, trees put together on {@code assembler}.
 */
final class BackupSink implements CaptureSink {
  final LongAdder filesNew = new LongAdder();
  final LongAdder filesChanged = new LongAdder();
  final LongAdder filesUnchanged = new LongAdder();
  final LongAdder directories = new LongAdder();
  final LongAdder bytesProcessed = new LongAdder();

  private final VaultWriter writer;
  private final FileChunking chunking;
  private final ParentTrees parent;
  private final Executor readers;
  private final Progress progress;
  private final ProblemList problems;
  private TreeBuilder current;

  /** What a sink works with. */
  record Setup(
      VaultWriter writer,
      FileChunking chunking,
      ParentTrees parent,
      Executor readers,
      Executor assembler,
      Progress progress,
      ProblemList problems) {}

  BackupSink(Setup setup) {
    writer = setup.writer();
    chunking = setup.chunking();
    parent = setup.parent();
    readers = setup.readers();
    progress = setup.progress();
    problems = setup.problems();
    current = TreeBuilder.root(writer, setup.assembler());
  }

  @Override
  public void enter(FileEntry directory) {
    directories.increment();
    parent.enter(directory);
    current = current.enter(directory.withAccessAsModification());
  }

  @Override
  public void leave() {
    parent.leave();
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
    if (before != null && parent.isUnchanged(entry, before)) {
      filesUnchanged.increment();
      current.add(Node.file(entry, before.content()));
      done(entry.size());
      return;
    }
    (before == null ? filesNew : filesChanged).increment();
    TreeBuilder directory = current;
    int place = directory.reserve();
    readers.execute(() -> read(entry, content, directory, place));
  }

  private void read(FileEntry entry, Content content, TreeBuilder directory, int place) {
    progress.current(entry.name().toString());
    CompletableFuture<StoredContent> stored;
    try (FileInput input = content.open()) {
      stored = writer.store(input::read, chunking.of(entry));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.SOURCE_VANISHED) {
        directory.fill(place, null);
        return;
      }
      if (e.code() != ErrorCode.SOURCE_UNREADABLE) {
        directory.fail(e);
        return;
      }
      problems.add(entry.name().toString(), e);
      directory.fill(place, null);
      return;
    } catch (RuntimeException | Error e) {
      directory.fail(e); // on a thread nobody waits for: the root tells whoever waits for it
      return;
    }
    CompletableFuture<Void> unused =
        stored.thenAccept(result -> {
          done(result.size());
          directory.fill(place, Node.file(entry.withSize(result.size()), result.blobs()));
        });
    assert unused != null;
  }

  private void done(long bytes) {
    bytesProcessed.add(bytes);
    progress.advance(1, bytes);
  }

  @Override
  public void problem(String path, BackstayException cause) {
    problems.add(path, cause);
  }

  /** The capture has ended: the tree of the root, once everything is stored. */
  CompletableFuture<BlobId> end() {
    return current.leave();
  }
}
