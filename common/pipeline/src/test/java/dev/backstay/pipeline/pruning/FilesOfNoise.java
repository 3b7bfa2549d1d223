package dev.backstay.pipeline.pruning;

import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.pipeline.staging.RunFacts;
import dev.backstay.pipeline.staging.RunWork;
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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Stores files of noise, each the same for the same seed, and then does what the test wants before
 * the run is committed.
 */
record FilesOfNoise(Set<Integer> seeds, Runnable beforeCommit) implements RunWork {
  private static final int FILE_BYTES = 20_000;
  private static final int CHUNK_BYTES = 8 << 10;
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  @Override
  public RunFacts capture(VaultWriter writer) {
    List<Node> nodes = new ArrayList<>();
    for (int seed : seeds.stream().sorted().toList()) {
      byte[] bytes = new byte[FILE_BYTES];
      new Random(seed).nextBytes(bytes);
      nodes.add(
          Node.file(
              entry("file-" + seed),
              await(
                      writer.store(
                          new ByteArrayInputStream(bytes)::read, new Chunking.Fixed(CHUNK_BYTES)))
                  .blobs()));
    }
    nodes.sort((a, b) -> a.entry().name().compareTo(b.entry().name()));
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
            seeds.size(),
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

  private static StoredContent await(Future<StoredContent> content) {
    try {
      return content.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
