package dev.backstay.pipeline;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.ChangedContent;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import dev.backstay.vault.ByteSource;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the content of files into a vault: whole, or only those chunks that changed since the
 * snapshot before. Any number of threads may use it.
 */
record ContentStorage(VaultWriter writer, FileChunking chunking) {
  /**
   * Reads and stores what has to be. Returns once it is read; the result follows when every chunk
   * is hashed.
   *
   * @param before the same file in the snapshot before
   * @param meter is told of bytes as they are read
   */
  CompletableFuture<StoredContent> store(
      FileEntry entry, Content content, @Nullable Node before, LongConsumer meter) {
    Chunking usual = chunking.of(entry);
    Optional<FixedCut> cut = cut(usual, before);
    if (cut.isEmpty()) {
      return whole(content, usual, meter);
    }
    if (!(content instanceof ChangedContent changed)) {
      return whole(content, cut.get().chunking(), meter);
    }
    ChunkReuse reuse = ChunkReuse.of(cut.get(), entry.size(), changed.changed(), writer::holds);
    ByteRanges missing = reuse.missing();
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(
          new StoredContent(reuse.join(List.of()), entry.size()));
    }
    CompletableFuture<StoredContent> read;
    try (FileInput input = changed.open(missing)) {
      var metered = new MeteredSource(input, meter);
      // One stream of whole chunks, so that a chunk ends wherever a part does.
      read = writer.store(metered, cut.get().chunking());
      if (metered.bytes < missing.bytes()) {
        // The file shrank meanwhile: no place of what was read is sure.
        return whole(content, cut.get().chunking(), meter);
      }
    }
    return read.thenApply(stored -> new StoredContent(reuse.join(stored.blobs()), entry.size()));
  }

  /** How the file was cut, where it is to be cut likewise. */
  private Optional<FixedCut> cut(Chunking usual, @Nullable Node before) {
    if (!(usual instanceof Chunking.Fixed fixed)
        || before == null
        || before.entry().type() != FileType.FILE) {
      return Optional.empty();
    }
    return FixedCut.of(before, writer.reader()::size, fixed.bytes())
        .filter(cut -> chunking.keepsFixedChunks() || cut.chunking().equals(fixed));
  }

  private CompletableFuture<StoredContent> whole(
      Content content, Chunking cut, LongConsumer meter) {
    try (FileInput input = content.open()) {
      return writer.store(new MeteredSource(input, meter), cut);
    }
  }

  /** Counts what is read, on the thread that reads. */
  private static final class MeteredSource implements ByteSource {
    private final FileInput input;
    private final LongConsumer meter;
    private long bytes;

    MeteredSource(FileInput input, LongConsumer meter) {
      this.input = input;
      this.meter = meter;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      int count = input.read(target, from, length);
      if (count > 0) {
        bytes += count;
        meter.accept(count);
      }
      return count;
    }
  }
}
