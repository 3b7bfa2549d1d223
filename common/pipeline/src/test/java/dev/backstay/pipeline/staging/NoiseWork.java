package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.SessionStats;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stores files of noise, and then does what the test wants before the run is committed. */
public record NoiseWork(NavigableMap<String, byte[]> files, int chunkBytes, Runnable beforeCommit)
    implements RunWork {
  private static final int FILE_BYTES = 3 << 20;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  NoiseWork(long seed, int files) {
    this(seed, files, () -> {});
  }

  /** Files that are the same for the same seed. */
  NoiseWork(long seed, int files, Runnable beforeCommit) {
    this(noise(new Random(seed), files), CHUNK_BYTES, beforeCommit);
  }

  private static NavigableMap<String, byte[]> noise(Random random, int count) {
    NavigableMap<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      files.put("file-" + i, noise(random.nextLong(), FILE_BYTES));
    }
    return files;
  }

  /** The same bytes for the same seed. */
  public static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Override
  public RunFacts capture(VaultWriter writer) {
    List<Node> nodes = new ArrayList<>();
    files.forEach((name, bytes) -> {
      StoredContent content =
          await(
              writer,
              writer.store(new ByteArrayInputStream(bytes)::read, new Chunking.Fixed(chunkBytes)));
      nodes.add(Node.file(entry(name, bytes.length), content.blobs()));
    });
    writer.publish(
        new Snapshot(
            TIME,
            writer.store(Tree.of(nodes)),
            Optional.empty(),
            List.of("/noise"),
            "host",
            "user",
            List.of("noise"),
            List.of()));
    beforeCommit.run();
    SessionStats stats = writer.stats();
    return new RunFacts(
        BackupKind.FULL,
        TIME,
        TIME,
        "host",
        List.of("noise"),
        new DumpFigures(
            files.size(),
            stats.bytesRead(),
            stats.bytesRead(),
            stats.bytesNew(),
            stats.bytesStored(),
            stats.packs(),
            0));
  }

  private static FileEntry entry(String name, long size) {
    return new FileEntry(
        FileName.of(name),
        FileType.FILE,
        0644,
        new FileTimes(TIME, TIME, TIME),
        new FileOwner(0, 0, "root", "root"),
        new FileIdentity(1, 2, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }

  private static StoredContent await(VaultWriter writer, CompletableFuture<StoredContent> content) {
    while (true) {
      try {
        return content.get(10, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        writer.throwFailure();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted", e);
      } catch (ExecutionException e) {
        throw new AssertionError(e);
      }
    }
  }
}
