package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Small vaults for tests: written in one line, read back in one line. */
public final class Sample {
  public static final String PASSWORD_TEXT = "correct horse";
  public static final Secret PASSWORD = Secret.of(PASSWORD_TEXT);

  private static final Chunking CHUNKING = new Chunking.Fixed(4 << 10);
  private static final int SMALLEST_PACK = 4 << 20;

  /** Whoever shares a store with these tests is a thread of the same one. */
  private static final LockPace HASTY =
      new LockPace(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20));

  private Sample() {}

  /** The numbers of the calls that a sweep over {@code count} of them lets go wrong. */
  public static int[] sweep(int count, Fault fault) {
    return IntStream.range(0, count).filter(fault::visits).toArray();
  }

  public static VaultOptions options(InstantSource clock) {
    return VaultOptions.defaults(
            new LockHolder("host", "user", ProcessHandle.current().pid()),
            clock,
            new SecureRandom())
        .withLockPace(HASTY)
        .withPackBytes(SMALLEST_PACK)
        .withCores(2);
  }

  public static Vault init(BlobStore store, InstantSource clock) {
    return Vault.init(store, PASSWORD, options(clock));
  }

  public static Vault open(BlobStore store, InstantSource clock) {
    return Vault.open(store, PASSWORD, options(clock));
  }

  /** Bytes that neither compress nor repeat. */
  public static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Publishes a snapshot of files in a directory {@code files}. */
  public static StoredSnapshot backUp(Vault vault, Map<String, byte[]> files) {
    try (VaultWriter writer = vault.writer()) {
      Map<String, CompletableFuture<StoredContent>> pending = new TreeMap<>();
      files.forEach((name, bytes) -> {
        var input = new ByteArrayInputStream(bytes);
        pending.put(name, writer.store((b, o, l) -> input.read(b, o, l), CHUNKING));
      });
      List<Node> nodes = new ArrayList<>();
      pending.forEach((name, content) -> {
        StoredContent stored = content.join();
        nodes.add(Node.file(entry(name, FileType.FILE, stored.size()), stored.blobs()));
      });
      BlobId directory = writer.store(Tree.of(nodes));
      Node node = Node.directory(entry("files", FileType.DIRECTORY, 0), directory);
      BlobId root = writer.store(Tree.of(List.of(node)));
      Instant now = vault.options().clock().instant();
      return writer.publish(
          new Snapshot(
              now,
              root,
              Optional.empty(),
              List.of("/files"),
              "host",
              "user",
              List.of(),
              List.of()));
    }
  }

  private static FileEntry entry(String name, FileType type, long size) {
    return new FileEntry(
        FileName.of(name),
        type,
        0755,
        new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
        new FileOwner(0, 0, "root", "root"),
        new FileIdentity(1, 2, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }

  /** Holds a snapshot to the files it was made of. */
  public static void assertHolds(
      Vault vault, StoredSnapshot snapshot, Map<String, byte[]> expected) {
    try (VaultReader reader = vault.reader()) {
      Tree root = reader.tree(snapshot.snapshot().tree());
      BlobId directory = root.nodes().getFirst().subtree();
      assertThat(directory).isNotNull();
      if (directory == null) {
        return;
      }
      Map<String, byte[]> found = new TreeMap<>();
      for (Node node : reader.tree(directory).nodes()) {
        var content = new ByteArrayOutputStream();
        node.content().forEach(blob -> content.writeBytes(reader.data(blob)));
        found.put(node.entry().name().toString(), content.toByteArray());
      }
      assertThat(found.keySet()).isEqualTo(new TreeMap<>(expected).keySet());
      expected.forEach((name, bytes) -> assertThat(found.get(name)).isEqualTo(bytes));
    }
  }

  /** Reads every byte of a vault and fails when any is damaged. */
  public static void assertSound(Vault vault) {
    vault.check(CheckDepth.READ_DATA, Progress.SILENT).orFail();
  }

  /** A store in memory that holds the same objects. */
  public static BlobStore clone(BlobStore store, InstantSource clock) {
    var copy = new MemoryBlobStore(clock);
    for (BlobName name : names(store)) {
      var _ = copy.put(name, Payload.of(store.read(name)), PutOptions.REPLACE);
    }
    return copy;
  }

  /** Every object of a store, sorted. */
  public static List<BlobName> names(BlobStore store) {
    List<BlobStat> stats = new ArrayList<>();
    store.list("", stats::add);
    return stats.stream().map(BlobStat::name).sorted().toList();
  }

  /** Flips one bit of an object. */
  public static void flip(BlobStore store, BlobName name, long bit) {
    byte[] bytes = store.read(name);
    bytes[(int) (bit / Byte.SIZE)] ^= (byte) (1 << (bit % Byte.SIZE));
    var _ = store.put(name, Payload.of(bytes), PutOptions.REPLACE);
  }
}
