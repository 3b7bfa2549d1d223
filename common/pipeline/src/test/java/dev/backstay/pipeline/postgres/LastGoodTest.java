package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.pipeline.postgres.LastGood.Place;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastGoodTest {
  private static final int PAGE = 8192;
  private static final int CHUNK = PhysicalChunking.SMALLEST.bytes();
  private static final String PATH = "base/5/1";
  private static final EntryPath FILE = EntryPath.of("data/" + PATH);
  private static final BadPage BAD = bad(CHUNK + 3 * PAGE);
  private static final Place BAD_PLACE = Place.of(BAD);
  private static final String KEPT = "last-good/%s/%d/%d".formatted(PATH, BAD.offset(), CHUNK);

  private final Vault vault =
      Vault.init(
          new MemoryBlobStore(InstantSource.system()),
          Secret.of("secret"),
          VaultOptions.defaults(
                  new LockHolder("host", "user", ProcessHandle.current().pid()),
                  InstantSource.system(),
                  new SecureRandom())
              .withLockPace(
                  new LockPace(
                      Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20))));
  private List<BlobId> chunks = List.of();

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void theChunkOfTheSnapshotBeforeIsKept() {
    // Given
    BlobId before = snapshot(false);

    // When
    LastGood.Outcome outcome = outcome(before, Set.of(BAD), changed());

    // Then
    assertThat(outcome.pages()).containsExactly(BAD.withLastGood(Optional.of(KEPT)));
    assertThat(outcome.chunk(BAD_PLACE))
        .contains(new LastGood.Kept(CHUNK, new LastGood.Chunk(chunks.get(1), CHUNK)));
  }

  @Test
  void aPageThatStaysBadKeepsWhatWasGoodOnce() {
    // Given
    BlobId before = snapshot(true);

    // When
    LastGood.Outcome read = outcome(before, Set.of(BAD), changed());
    LastGood.Outcome unread = outcome(before, Set.of(), file());

    // Then
    assertThat(read).isEqualTo(unread);
    assertThat(read.pages()).containsExactly(BAD.withLastGood(Optional.of(KEPT)));
    assertThat(read.chunk(BAD_PLACE))
        .contains(new LastGood.Kept(CHUNK, new LastGood.Chunk(chunks.getLast(), CHUNK)));
  }

  @Test
  void aPageThatWasMendedIsForgotten() {
    // Given
    BlobId before = snapshot(true);

    // When
    LastGood.Outcome outcome = outcome(before, Set.of(), changed());

    // Then
    assertThat(outcome.pages()).isEmpty();
    assertThat(outcome.chunk(BAD_PLACE)).isEmpty();
  }

  @Test
  void aNewPageHasNoGoodState() {
    // Given
    BadPage fresh = bad(1_000 * PAGE);

    // When
    LastGood.Outcome outcome = outcome(snapshot(false), Set.of(fresh), file());

    // Then
    assertThat(outcome.pages()).containsExactly(fresh);
    assertThat(outcome.chunk(Place.of(fresh))).isEmpty();
  }

  private LastGood.Outcome outcome(BlobId before, Set<BadPage> found, Node now) {
    try (VaultWriter writer = vault.writer()) {
      LastGood lastGood = new LastGood(writer, before);
      assertThat(lastGood.suspects()).isSubsetOf(FILE);
      return lastGood.outcome(found, Map.of(FILE, now), place -> bad(place.offset()));
    }
  }

  private Node file() {
    return Node.file(entry("1", FileType.FILE, 3L * CHUNK), chunks);
  }

  /** The file with another chunk where the bad page is. */
  private Node changed() {
    return Node.file(
        file().entry(), List.of(chunks.getFirst(), chunks.getFirst(), chunks.getLast()));
  }

  private static BadPage bad(long offset) {
    return new BadPage(PATH, offset, offset / PAGE, "", Optional.empty());
  }

  /**
   * A snapshot of one file of three chunks.
   *
   * @param damaged whether its page is bad already, and the last chunk is kept for it
   */
  private BlobId snapshot(boolean damaged) {
    byte[] bytes = new byte[3 * CHUNK];
    new Random(1).nextBytes(bytes);
    try (VaultWriter writer = vault.writer()) {
      chunks =
          writer
              .store(new ByteArrayInputStream(bytes)::read, PhysicalChunking.SMALLEST)
              .join()
              .blobs();
      List<Node> root = new ArrayList<>();
      root.add(directory("data", in(writer, "base", in(writer, "5", in(writer, file())))));
      if (damaged) {
        Node kept =
            Node.file(
                entry(Integer.toString(CHUNK), FileType.FILE, CHUNK), List.of(chunks.getLast()));
        BlobId page = in(writer, Long.toString(BAD.offset()), in(writer, kept));
        root.add(
            directory("last-good", in(writer, "base", in(writer, "5", in(writer, "1", page)))));
      }
      BlobId tree = writer.store(new Tree(root));
      writer.publish(
          new Snapshot(
              Instant.EPOCH, tree, Optional.empty(), List.of("/"), "h", "u", List.of(), List.of()));
      return tree;
    }
  }

  private static BlobId in(VaultWriter writer, Node node) {
    return writer.store(new Tree(List.of(node)));
  }

  private static BlobId in(VaultWriter writer, String name, BlobId tree) {
    return in(writer, directory(name, tree));
  }

  private static Node directory(String name, BlobId tree) {
    return Node.directory(entry(name, FileType.DIRECTORY, 0), tree);
  }

  private static FileEntry entry(String name, FileType type, long size) {
    return new FileEntry(
        FileName.of(name),
        type,
        0600,
        new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
        new FileOwner(0, 0, "", ""),
        new FileIdentity(0, 0, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }
}
