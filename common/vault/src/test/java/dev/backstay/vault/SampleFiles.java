package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Some files, to be backed up and compared with what a vault gives back. */
public final class SampleFiles {
  private static final Chunking CHUNKING = new Chunking.ContentDefined(2 << 10, 8 << 10, 32 << 10);

  private final Map<String, byte[]> files = new TreeMap<>();

  /** Adds a file; slashes in its path make directories. */
  public SampleFiles with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** Files in three directories: empty, tiny, of repeated text and of noise. */
  public static SampleFiles seeded(long seed) {
    Random random = new Random(seed);
    byte[] noise = new byte[60_000 + random.nextInt(20_000)];
    random.nextBytes(noise);
    return new SampleFiles()
        .with("empty", new byte[0])
        .with("tiny", new byte[] {(byte) seed})
        .with(
            "folder/text", ("line of " + seed + "\n").repeat(4000).getBytes(StandardCharsets.UTF_8))
        .with("folder/deeper/noise", noise)
        .with("folder/deeper/same", noise);
  }

  /** The files by their paths. */
  public Map<String, byte[]> files() {
    return files;
  }

  /** Backs them up as one snapshot. */
  public StoredSnapshot backUp(Vault vault) {
    try (VaultWriter writer = vault.writer()) {
      return writer.publish(snapshot(store(writer)));
    }
  }

  /** Stores them without publishing; the root tree. */
  public BlobId store(VaultWriter writer) {
    return storeDirectory(writer, "");
  }

  public static Snapshot snapshot(BlobId tree) {
    return snapshot(tree, "sample");
  }

  public static Snapshot snapshot(BlobId tree, String tag) {
    return new Snapshot(
        Instant.parse("2026-01-02T03:04:05.123456789Z"),
        tree,
        Optional.empty(),
        List.of("/sample"),
        "test-host",
        "tester",
        List.of(tag),
        List.of());
  }

  private BlobId storeDirectory(VaultWriter writer, String prefix) {
    List<Node> nodes = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String path : files.keySet()) {
      String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
      int slash = rest.indexOf('/');
      if (slash < 0 && !rest.isEmpty()) {
        var input = new ByteArrayInputStream(files.get(path));
        StoredContent content = await(writer, writer.store(input::read, CHUNKING));
        nodes.add(Node.file(entry(rest, FileType.FILE, content.size()), content.blobs()));
      } else if (slash > 0 && !folders.contains(rest.substring(0, slash))) {
        folders.add(rest.substring(0, slash));
      }
    }
    for (String folder : folders) {
      BlobId subtree = storeDirectory(writer, prefix + folder + "/");
      nodes.add(Node.directory(entry(folder, FileType.DIRECTORY, 0), subtree));
    }
    return writer.store(Tree.of(nodes));
  }

  /** A stream's result, or what made the session fail. */
  public static StoredContent await(VaultWriter writer, CompletableFuture<StoredContent> future) {
    while (true) {
      try {
        return future.get(10, TimeUnit.MILLISECONDS);
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

  public static FileEntry entry(String name, FileType type, long size) {
    Instant time = Instant.parse("2026-01-01T00:00:00Z");
    return new FileEntry(
        FileName.of(name),
        type,
        type == FileType.DIRECTORY ? 0755 : 0644,
        new FileTimes(time, time, time),
        new FileOwner(0, 0, "root", "root"),
        new FileIdentity(1, 2, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }

  /** Compares them with what a snapshot of the vault holds: every name, every byte. */
  public void requireIn(Vault vault, StoredSnapshot stored) {
    try (VaultReader reader = vault.reader()) {
      Map<String, byte[]> found = new TreeMap<>();
      read(reader, stored.snapshot().tree(), "", found);
      assertThat(found.keySet()).isEqualTo(files.keySet());
      files.forEach((path, bytes) -> assertThat(found.get(path)).as(path).isEqualTo(bytes));
    }
  }

  /** Every file of a stored tree. */
  public static void read(
      VaultReader reader, BlobId tree, String prefix, Map<String, byte[]> found) {
    for (Node node : reader.tree(tree).nodes()) {
      String path = prefix + node.entry().name();
      BlobId subtree = node.subtree();
      if (subtree != null) {
        read(reader, subtree, path + "/", found);
      } else if (node.entry().type() == FileType.FILE) {
        var content = new ByteArrayOutputStream();
        node.content().forEach(id -> content.writeBytes(reader.data(id)));
        assertThat((long) content.size()).as(path).isEqualTo(node.entry().size());
        found.put(path, content.toByteArray());
      }
    }
  }
}
