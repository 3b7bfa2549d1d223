package dev.backstay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.Postponed;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialContentTest {
  private static final int PAGE = 8 << 10;
  private static final int CHUNK = 64 << 10;
  private static final int MAX_PAGES = 60;
  private static final int ROUNDS = 8;

  private static final LockPace AT_ONCE =
      new LockPace(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20));

  private final Vault vault =
      Vault.init(
          new MemoryBlobStore(InstantSource.system()),
          Secret.of("secret"),
          KillVictim.options().withLockPace(AT_ONCE));

  @AfterEach
  void close() {
    vault.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsTakenOverAndWhatIsReadMakeTheFile(long seed) {
    Random random = new Random(seed);
    byte[] bytes = noise(random, random.nextInt(1, MAX_PAGES) * PAGE);
    Optional<BlobId> before = Optional.of(store(Optional.empty(), new CountedContent(bytes)));
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      int pages = random.nextInt(4) == 0 ? random.nextInt(1, MAX_PAGES) : bytes.length / PAGE;
      byte[] next = Arrays.copyOf(bytes, pages * PAGE);
      if (next.length > bytes.length) {
        byte[] added = noise(random, next.length - bytes.length);
        System.arraycopy(added, 0, next, bytes.length, added.length);
      }
      var changed = ByteRanges.builder();
      for (int page = 0; page < Math.min(next.length, bytes.length) / PAGE; page++) {
        if (random.nextInt(10) == 0) {
          System.arraycopy(noise(random, PAGE), 0, next, page * PAGE, PAGE);
          changed.add((long) page * PAGE, PAGE);
        }
      }
      CountedContent content = new CountedContent(next, changed.build());

      // When
      BlobId root = store(before, content);

      // Then
      assertThat(read(root)).isEqualTo(next);
      assertThat(content.bytesRead()).isEqualTo(expectedReads(bytes, content));
      bytes = next;
      before = Optional.of(root);
    }
  }

  /** Whole chunks that changed, or that begin or end elsewhere now. */
  private static long expectedReads(byte[] before, CountedContent content) {
    long expected = 0;
    for (long from = 0; from < content.size(); from += CHUNK) {
      long end = Math.min(from + CHUNK, content.size());
      boolean same = from < before.length && end == Math.min(from + CHUNK, before.length);
      expected += same && !content.changed().touches(from, end - from) ? 0 : end - from;
    }
    return expected;
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsReadAnew() {
    // Given
    byte[] bytes = noise(new Random(4), 10 * CHUNK);
    BlobId before = store(Optional.empty(), new CountedContent(bytes));
    byte[] shrunk = Arrays.copyOf(bytes, 5 * CHUNK + PAGE);

    // When
    ByteRanges touched = ByteRanges.builder().add(CHUNK, PAGE).add(7 * CHUNK, PAGE).build();
    BlobId root =
        store(
            Optional.of(before),
            file("f", bytes.length),
            new CountedContent(shrunk, touched),
            chunks(CHUNK));

    // Then
    assertThat(read(root)).isEqualTo(shrunk);
  }

  @Test
  void theChunksOfAFileKeepTheirLengthForItsLife() {
    // Given
    byte[] bytes = noise(new Random(5), 10 * CHUNK);
    BlobId before = store(Optional.empty(), new CountedContent(bytes));

    // When
    BlobId root = store(Optional.of(before), new CountedContent(bytes), chunks(2 * CHUNK));

    // Then
    assertThat(file(root).content()).isEqualTo(file(before).content()).hasSize(10);
  }

  @Test
  void aFileOfAnotherCutIsReadInFull() {
    // Given
    byte[] bytes = noise(new Random(6), 80 * CHUNK);
    BlobId before =
        store(Optional.empty(), new CountedContent(bytes), FileChunking.always(Chunking.FILES));

    // When
    CountedContent content = new CountedContent(bytes, ByteRanges.NONE);
    BlobId root = store(Optional.of(before), content);

    // Then
    assertThat(content.bytesRead()).isEqualTo(bytes.length);
    assertThat(file(root).content()).hasSize(80);
  }

  @Test
  void entriesToldLateStandWhereTheirPlaceIs() {
    try (VaultWriter writer = vault.writer();
        var tree = new CapturedTree(writer, setup(Optional.empty(), chunks(CHUNK)))) {
      // Given
      var read = new AtomicBoolean();
      tree.sink().enter(directory("d"));
      Postponed place = tree.sink().postpone();
      tree.sink()
          .add(
              file("z", 1),
              () -> {
                read.set(true);
                return FileInput.EMPTY;
              });
      tree.sink().leave();

      // When
      tree.sink().settle();
      boolean readBefore = read.get();
      place.enter(directory("late"));
      place.add(file("x", 0), Content.EMPTY);
      place.leave();
      place.close();
      BlobId root = tree.end();
      publish(writer, root);

      // Then
      assertThat(readBefore).isTrue();
      try (VaultReader reader = vault.reader()) {
        Tree told = reader.tree(subtree(reader.tree(root), "d"));
        assertThat(told.nodes().stream().map(node -> node.entry().name().toString()))
            .containsExactly("late", "z");
        assertThat(reader.tree(subtree(told, "late")).nodes()).hasSize(1);
      }
    }
  }

  private BlobId store(Optional<BlobId> before, CountedContent content) {
    return store(before, content, chunks(CHUNK));
  }

  private BlobId store(Optional<BlobId> before, CountedContent content, FileChunking chunking) {
    return store(before, file("f", content.size()), content, chunking);
  }

  private BlobId store(
      Optional<BlobId> before, FileEntry entry, Content content, FileChunking chunking) {
    try (VaultWriter writer = vault.writer();
        var tree = new CapturedTree(writer, setup(before, chunking))) {
      tree.sink().add(entry, content);
      BlobId root = tree.end();
      publish(writer, root);
      return root;
    }
  }

  private static CapturedTree.Setup setup(Optional<BlobId> before, FileChunking chunking) {
    return new CapturedTree.Setup(before, chunking, Comparison.NONE, 2, Set.of(), Progress.NONE);
  }

  private static void publish(VaultWriter writer, BlobId root) {
    writer.publish(
        new Snapshot(
            Instant.EPOCH, root, Optional.empty(), List.of("/f"), "h", "u", List.of(), List.of()));
  }

  private static FileChunking chunks(int bytes) {
    return new FileChunking() {
      @Override
      public Chunking of(FileEntry entry) {
        return new Chunking.Fixed(bytes);
      }

      @Override
      public boolean keepsFixedChunks() {
        return true;
      }
    };
  }

  private byte[] read(BlobId root) {
    var bytes = new ByteArrayOutputStream();
    try (VaultReader reader = vault.reader()) {
      file(root).content().forEach(chunk -> bytes.writeBytes(reader.data(chunk)));
    }
    return bytes.toByteArray();
  }

  private Node file(BlobId root) {
    try (VaultReader reader = vault.reader()) {
      return reader.tree(root).nodes().getFirst();
    }
  }

  private static BlobId subtree(Tree tree, String name) {
    return Optional.ofNullable(tree.find(FileName.of(name)).orElseThrow().subtree()).orElseThrow();
  }

  private static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static FileEntry file(String name, long size) {
    return entry(name, FileType.FILE, size);
  }

  private static FileEntry directory(String name) {
    return entry(name, FileType.DIRECTORY, 0);
  }

  private static FileEntry entry(String name, FileType type, long size) {
    return new FileEntry(
        FileName.of(name),
        type,
        0600,
        new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
        new FileOwner(0, 0, "", ""),
        new FileIdentity(1, 1, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }
}
