package dev.backstay.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest extends BlobStoreContract {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path directory;

  @Override
  protected BlobStore open() {
    return LocalBlobStore.create(root());
  }

  @Test
  void onlyTheOwnerMayReadObjectsAndEnterDirectories() throws IOException {
    // When
    store.put(BlobName.of("data/00/object"), text("x"), PutOptions.REPLACE);
    store.put(BlobName.of("runs/one"), text("x"), PutOptions.ONLY_IF_ABSENT);
    // Then
    for (String path : new String[] {"", "data", "data/00", "runs", ".tmp"}) {
      assertThat(mode(root().resolve(path))).as(path).isEqualTo("rwx------");
    }
    assertThat(mode(root().resolve("data/00/object"))).isEqualTo("r--------");
    assertThat(mode(root().resolve("runs/one"))).isEqualTo("r--------");
  }

  @Test
  void rootThatIsThereKeepsItsModeAndItsObjects() throws IOException {
    // Given
    store.put(BlobName.of("config"), text("x"), PutOptions.REPLACE);
    Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwxr-x---"));
    // When
    BlobStore again = LocalBlobStore.create(root());
    // Then
    assertThat(mode(root())).isEqualTo("rwxr-x---");
    assertThat(again.stat(BlobName.of("config"))).isPresent();
  }

  @Test
  void putLeavesNothingTemporaryBehind() throws IOException {
    // When
    store.put(BlobName.of("config"), text("x"), PutOptions.REPLACE);
    store.put(BlobName.of("config"), text("y"), PutOptions.ONLY_IF_ABSENT);
    store.put(BlobName.of("runs/one"), text("y"), PutOptions.ONLY_IF_ABSENT);
    // Then
    assertThat(root().resolve(".tmp")).isEmptyDirectory();
  }

  @Test
  void strangersAndUnfinishedFilesOfResticAreNotListed() throws IOException {
    // Given
    store.put(BlobName.of("data/01/" + HASH), text("x"), PutOptions.REPLACE);
    Files.createDirectories(root().resolve("lost+found"));
    Files.writeString(root().resolve("lost+found/file"), "x");
    Files.writeString(root().resolve(".hidden"), "x");
    Files.writeString(root().resolve("odd name"), "x");
    Files.writeString(root().resolve("config-tmp-123456"), "x");
    Files.writeString(root().resolve("data/01/" + HASH + "-tmp-987"), "x");
    Files.writeString(root().resolve("data/01/" + HASH + "-restic-temp-00ff"), "x");
    Files.createSymbolicLink(root().resolve("dangling"), Path.of("nowhere"));
    Files.writeString(root().resolve("README.txt"), "x");
    // When, Then
    assertThat(listed("")).containsExactlyInAnyOrder("data/01/" + HASH, "README.txt");
  }

  @Test
  void folderMovedToAnotherDiskBehindALinkIsListed() throws IOException {
    // Given
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(root().resolve("data"), elsewhere);
    // When
    store.put(BlobName.of("data/00/object"), text("x"), PutOptions.REPLACE);
    // Then
    assertThat(listed("data")).containsExactly("data/00/object");
    assertThat(elsewhere.resolve("00/object")).exists();
  }

  @Test
  void loopOfLinksIsAnErrorRatherThanAnEndlessList() throws IOException {
    // Given
    Files.createSymbolicLink(root().resolve("loop"), Path.of("."));
    // When, Then
    assertCode(ErrorCode.STORE_FAILED, () -> listed(""));
  }

  @Test
  void sweepRemovesOldLeftoversAndKeepsYoungOnes() throws IOException {
    // Given
    store.put(BlobName.of("data/01/" + HASH), text("x"), PutOptions.REPLACE);
    Instant now = Instant.now();
    Path oldTemporary = leftover(".tmp/old", now.minus(Duration.ofDays(2)));
    Path youngTemporary = leftover(".tmp/young", now);
    Path oldOfRestic = leftover("data/01/" + HASH + "-tmp-1", now.minus(Duration.ofDays(2)));
    Path oldObject = leftover("data/01/kept", now.minus(Duration.ofDays(2)));
    // When
    int swept = store.sweep(now.minus(Duration.ofDays(1)));
    // Then
    assertThat(swept).isEqualTo(2);
    assertThat(oldTemporary).doesNotExist();
    assertThat(oldOfRestic).doesNotExist();
    assertThat(youngTemporary).exists();
    assertThat(oldObject).exists();
  }

  @Test
  void openRequiresTheRoot() throws IOException {
    // Given
    Path missing = directory.resolve("missing");
    Path file = Files.writeString(directory.resolve("file"), "x");
    // When, Then
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> LocalBlobStore.open(missing));
    assertThatThrownBy(() -> LocalBlobStore.open(missing)).hasMessageContaining(missing.toString());
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> LocalBlobStore.open(file));
  }

  @Test
  void rootThatIsGoneIsNoEmptyStore() throws IOException {
    // Given
    Files.delete(root());
    BlobName name = BlobName.of("config");
    // When, Then
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.put(name, text("x"), PutOptions.REPLACE));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.read(name));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.stat(name));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.delete(name));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> listed(""));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> listed("data"));
    assertThat(root()).doesNotExist();
  }

  @Test
  void nameThatIsAFolderCannotBePut() {
    // Given
    store.put(BlobName.of("data/00"), text("x"), PutOptions.REPLACE);
    // When, Then
    assertCode(
        ErrorCode.STORE_FAILED,
        () -> store.put(BlobName.of("data"), text("x"), PutOptions.REPLACE));
    assertCode(
        ErrorCode.STORE_FAILED,
        () -> store.put(BlobName.of("data"), text("x"), PutOptions.ONLY_IF_ABSENT));
    assertCode(
        ErrorCode.STORE_FAILED,
        () -> store.put(BlobName.of("data/00/below"), text("x"), PutOptions.REPLACE));
    assertThat(root().resolve(".tmp")).isEmptyDirectory();
    assertThat(listed("")).containsExactly("data/00");
  }

  @Test
  void objectLongerThanAnyIsRefusedBeforeItFillsTheMemory() throws IOException {
    // Given
    try (var file = new RandomAccessFile(root().resolve("huge").toFile(), "rw")) {
      file.setLength(BlobStore.MAX_OBJECT_BYTES + 1L);
    }
    // When, Then
    assertCode(ErrorCode.OBJECT_CORRUPT, () -> store.read(BlobName.of("huge")));
    assertThat(store.read(BlobName.of("huge"), BlobStore.MAX_OBJECT_BYTES, 1)).containsExactly(0);
  }

  @Test
  void whatThisUserMayNotAccessIsDenied() {
    // When
    var failure =
        new LocalFailures(root())
            .translate("put of config", 1, new AccessDeniedException("the/file"));
    // Then
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_DENIED);
    assertThat(failure).hasMessageContaining("the/file");
  }

  @Test
  @Tag("system")
  void fullDiskRefusesThePutAndKeepsWhatIsStored() throws IOException, InterruptedException {
    try (SmallDisk _ = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")))) {
      // Given
      BlobStore small = LocalBlobStore.create(directory.resolve("disk/vault"));
      small.put(BlobName.of("config"), text("kept"), PutOptions.REPLACE);
      Payload large = Payload.of(random(3, 3 << 20));
      // When, Then
      assertCode(
          ErrorCode.STORE_FULL,
          () -> small.put(BlobName.of("data/00/large"), large, PutOptions.REPLACE));
      assertThat(directory.resolve("disk/vault/.tmp")).isEmptyDirectory();
      assertThat(small.stat(BlobName.of("data/00/large"))).isEmpty();
      assertThat(small.read(BlobName.of("config"))).asString().isEqualTo("kept");
      small.put(BlobName.of("data/00/small"), text("fits"), PutOptions.REPLACE);
    }
  }

  @Test
  @Tag("system")
  void readOnlyDiskIsReadButNotWritten() throws IOException, InterruptedException {
    try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")))) {
      // Given
      BlobName name = BlobName.of("data/00/object");
      LocalBlobStore.create(directory.resolve("disk/vault"))
          .put(name, text("kept"), PutOptions.REPLACE);
      disk.makeReadOnly();
      // When
      BlobStore readOnly = LocalBlobStore.open(directory.resolve("disk/vault"));
      // Then
      assertThat(readOnly.read(name)).asString().isEqualTo("kept");
      assertThat(readOnly.stat(name)).isPresent();
      readOnly.list("data", stat -> assertThat(stat.name()).isEqualTo(name));
      for (PutOptions options : new PutOptions[] {PutOptions.REPLACE, PutOptions.ONLY_IF_ABSENT}) {
        assertCode(
            ErrorCode.STORE_READ_ONLY,
            () -> readOnly.put(BlobName.of("config"), text("x"), options));
      }
      assertCode(ErrorCode.STORE_READ_ONLY, () -> readOnly.delete(name));
      assertCode(
          ErrorCode.STORE_READ_ONLY, () -> LocalBlobStore.create(directory.resolve("disk/other")));
    }
  }

  @Test
  void interruptDuringAPutStoresWholeOrNot() throws InterruptedException {
    // Given
    Payload payload = Payload.of(random(5, 8 << 20));
    for (int round = 0; round < 6; round++) {
      BlobName name = BlobName.of("data/00/" + round);
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  store.put(name, payload, PutOptions.REPLACE);
                } catch (BackstayException e) {
                  assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
                }
              });
      // When
      writer.join(Duration.ofMillis(round * 3L));
      writer.interrupt();
      writer.join();
      // Then
      store
          .stat(name)
          .ifPresent(stat -> {
            assertThat(stat.size()).isEqualTo(payload.size());
            assertThat(store.read(name)).isEqualTo(random(5, 8 << 20));
          });
    }
    assertThat(root().resolve(".tmp")).isEmptyDirectory();
  }

  private Path root() {
    return directory.resolve("a/vault");
  }

  private Path leftover(String path, Instant modified) throws IOException {
    Path file = Files.writeString(root().resolve(path), "x");
    return Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
