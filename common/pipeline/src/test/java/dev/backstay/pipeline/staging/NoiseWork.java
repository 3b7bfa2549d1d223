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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stores files of noise, the same for the same seed, and then does what the test wants before the
 * run is committed.
 */
record NoiseWork(long seed, int files, Runnable beforeCommit) implements RunWork {
  private static final int FILE_BYTES = 3 << 20;
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  NoiseWork(long seed, int files) {
    this(seed, files, () -> {});
  }

  @Override
  public RunFacts capture(VaultWriter writer) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      byte[] bytes = new byte[FILE_BYTES];
      random.nextBytes(bytes);
      StoredContent content =
          await(
              writer,
              writer.store(new ByteArrayInputStream(bytes)::read, new Chunking.Fixed(1 << 20)));
      nodes.add(Node.file(entry("file-" + i), content.blobs()));
    }
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
            files,
            stats.bytesRead(),
            stats.bytesRead(),
            stats.bytesNew(),
            stats.bytesStored(),
            stats.packs(),
            0));
  }

  private static FileEntry entry(String name) {
    return new FileEntry(
        FileName.of(name),
        FileType.FILE,
        0644,
        new FileTimes(TIME, TIME, TIME),
        new FileOwner(0, 0, "root", "root"),
        new FileIdentity(1, 2, 1),
        FILE_BYTES,
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
