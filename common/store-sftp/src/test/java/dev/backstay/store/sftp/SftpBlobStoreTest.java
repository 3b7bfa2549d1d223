package dev.backstay.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.BlobStoreContract;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.store.RetryPolicy;
import dev.backstay.store.RetryingBlobStore;
import dev.backstay.store.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class SftpBlobStoreTest extends BlobStoreContract {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final AtomicInteger ROOTS = new AtomicInteger();

  @TempDir static Path directory;
  private static SshServer server;

  private final Path root = directory.resolve("a/vault-" + ROOTS.incrementAndGet());

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    server = SshServer.start(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void restoreKnownHosts() throws IOException {
    server.writeKnownHosts("host_ed25519.pub");
  }

  @Override
  protected BlobStore open() {
    return SftpBlobStore.create(server.location(root), server.credentials());
  }

  @Test
  void onlyTheOwnerMayReadObjectsAndEnterDirectories() throws IOException {
    // When
    store.put(BlobName.of("data/00/object"), text("x"), PutOptions.REPLACE);
    store.put(BlobName.of("runs/one"), text("x"), PutOptions.ONLY_IF_ABSENT);
    // Then
    for (String path : List.of("", "data", "data/00", "runs", ".tmp")) {
      assertThat(mode(root.resolve(path))).as(path).isEqualTo("rwx------");
    }
    assertThat(mode(root.resolve("data/00/object"))).isEqualTo("r--------");
    assertThat(mode(root.resolve("runs/one"))).isEqualTo("r--------");
    assertThat(root.resolve(".tmp")).isEmptyDirectory();
  }

  @Test
  void localStoreReadsWhatIsStoredHereAndTheOtherWayRound() {
    // Given
    BlobStore local = LocalBlobStore.open(root);
    // When
    store.put(BlobName.of("data/00/here"), text("here"), PutOptions.REPLACE);
    local.put(BlobName.of("data/00/there"), text("there"), PutOptions.REPLACE);
    // Then
    assertThat(local.read(BlobName.of("data/00/here"))).asString().isEqualTo("here");
    assertThat(store.read(BlobName.of("data/00/there"))).asString().isEqualTo("there");
  }

  @Test
  void strangersAndUnfinishedFilesAreNotListedButSweptWhenOld() throws IOException {
    // Given
    store.put(BlobName.of("data/01/" + HASH), text("x"), PutOptions.REPLACE);
    Files.writeString(root.resolve("odd name"), "x");
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    Instant old = Instant.now().minus(Duration.ofDays(2));
    Path unfinished = root.resolve("data/01/" + HASH + "-restic-temp-00ff");
    Path temporary = root.resolve(".tmp/old");
    Path young = Files.writeString(root.resolve(".tmp/young"), "x");
    for (Path leftover : List.of(unfinished, temporary)) {
      Files.writeString(leftover, "x");
      Files.setLastModifiedTime(leftover, FileTime.from(old));
    }
    assertThat(listed("")).containsExactly("data/01/" + HASH);
    // When
    int swept = store.sweep(Instant.now().minus(Duration.ofDays(1)));
    // Then
    assertThat(swept).isEqualTo(2);
    assertThat(unfinished).doesNotExist();
    assertThat(temporary).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void rootThatIsGoneIsNoEmptyStore() throws IOException {
    // Given
    Files.delete(root);
    BlobName name = BlobName.of("config");
    // When, Then
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.put(name, text("x"), PutOptions.REPLACE));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.read(name));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.stat(name));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> store.delete(name));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> listed(""));
    assertCode(ErrorCode.STORE_NOT_FOUND, () -> listed("data"));
    assertCode(
        ErrorCode.STORE_NOT_FOUND,
        () -> SftpBlobStore.open(server.location(root), server.credentials()));
    assertThat(root).doesNotExist();
  }

  @Test
  void wrongKeyIsDenied() {
    assertCode(
        ErrorCode.STORE_DENIED,
        () -> SftpBlobStore.open(server.location(root), server.credentials("stranger")));
  }

  @Test
  void missingKeyFileIsDeniedByName() {
    assertThatThrownBy(
            () -> SftpBlobStore.open(server.location(root), server.credentials("no-such-key")))
        .hasMessageContaining("no-such-key");
  }

  @Test
  void keyOfAnAgentIsAccepted() throws IOException, InterruptedException {
    // Given
    Path socket = directory.resolve("agent-" + ROOTS.incrementAndGet());
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      assertThat(agent.inputReader().readLine()).contains("SSH_AUTH_SOCK");
      ProcessBuilder add = new ProcessBuilder("ssh-add", directory.resolve("client").toString());
      add.environment().put("SSH_AUTH_SOCK", socket.toString());
      assertThat(add.start().waitFor()).isZero();
      SftpCredentials credentials =
          new SftpCredentials(
              List.of(), Optional.of(socket), Optional.empty(), server.knownHosts());
      // When, Then
      SftpBlobStore.open(server.location(root), credentials).close();
    } finally {
      agent.destroy();
      agent.waitFor();
    }
  }

  @Test
  void unknownHostIsRefusedWithTheRemedy() throws IOException {
    // Given
    Files.delete(server.knownHosts());
    // When, Then
    assertCode(
        ErrorCode.STORE_DENIED,
        () -> SftpBlobStore.open(server.location(root), server.credentials()));
    assertThatThrownBy(() -> SftpBlobStore.open(server.location(root), server.credentials()))
        .hasMessageContaining("ssh-keyscan")
        .hasMessageContaining("SHA256:");
  }

  @Test
  void changedHostKeyIsRefused() throws IOException {
    // Given
    server.writeKnownHosts("stranger.pub");
    // When, Then
    assertThatThrownBy(() -> SftpBlobStore.open(server.location(root), server.credentials()))
        .hasMessageContaining("is not the one in");
  }

  @Test
  void serverIsAskedForTheKeyThatIsKnown() throws IOException {
    // Given
    server.writeKnownHosts("host_ecdsa.pub");
    // When, Then
    SftpBlobStore.open(server.location(root), server.credentials()).close();
  }

  @Test
  void refusedConnectionIsUnreachable() throws IOException {
    // Given
    SftpLocation nobody =
        new SftpLocation("backup", "127.0.0.1", SshServer.freePort(), "/srv/vault");
    // When, Then
    assertCode(ErrorCode.STORE_UNREACHABLE, () -> SftpBlobStore.open(nobody, server.credentials()));
  }

  @Test
  void fullDiskRefusesThePutAndKeepsWhatIsStored() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(directory.resolve("disk-" + ROOTS.incrementAndGet()));
    try (SmallDisk mounted = SmallDisk.mount(disk);
        BlobStore small =
            SftpBlobStore.create(server.location(disk.resolve("vault")), server.credentials())) {
      // Given
      small.put(BlobName.of("config"), text("kept"), PutOptions.REPLACE);
      Payload large = Payload.of(random(3, 3 << 20));
      // When, Then
      assertCode(
          ErrorCode.STORE_FULL,
          () -> small.put(BlobName.of("data/00/large"), large, PutOptions.REPLACE));
      assertThat(disk.resolve("vault/.tmp")).isEmptyDirectory();
      assertThat(small.read(BlobName.of("config"))).asString().isEqualTo("kept");
      mounted.makeReadOnly();
      assertCode(
          ErrorCode.STORE_READ_ONLY,
          () -> small.put(BlobName.of("config"), text("x"), PutOptions.REPLACE));
      assertCode(ErrorCode.STORE_READ_ONLY, () -> small.delete(BlobName.of("config")));
      assertThat(small.read(BlobName.of("config"))).asString().isEqualTo("kept");
    }
  }

  @Test
  void putSurvivesTheDeathOfTheServerInTheMiddle() throws IOException, InterruptedException {
    // Given
    BlobName name = BlobName.of("data/00/large");
    byte[] bytes = random(17, 96 << 20);
    RetryPolicy patient =
        new RetryPolicy(100, Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(60));
    BlobStore retrying = RetryingBlobStore.wrap(store, patient, InstantSource.system());
    store.put(BlobName.of("config"), text("x"), PutOptions.REPLACE);
    try (WatchService watch = root.getFileSystem().newWatchService()) {
      root.resolve(".tmp").register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
      // When
      CompletableFuture<PutOutcome> put =
          CompletableFuture.supplyAsync(
              () -> retrying.put(name, Payload.of(bytes), PutOptions.ONLY_IF_ABSENT),
              Thread::startVirtualThread);
      watch.take();
      server.kill();
      assertThat(root.resolve(name.value())).doesNotExist();
      server.restart();
      // Then
      assertThat(put.join()).isEqualTo(PutOutcome.STORED);
    }
    assertThat(Files.readAllBytes(root.resolve(name.value()))).isEqualTo(bytes);
    assertThat(store.sweep(Instant.now().plusSeconds(60))).isEqualTo(1);
  }

  @Test
  void withoutRetriesADeadServerIsTransient() throws IOException, InterruptedException {
    // Given
    store.put(BlobName.of("config"), text("x"), PutOptions.REPLACE);
    server.kill();
    // When, Then
    try {
      assertThatThrownBy(() -> store.read(BlobName.of("config")))
          .isInstanceOfSatisfying(
              BackstayException.class,
              failure -> assertThat(failure.isTransient()).as(failure.toString()).isTrue());
    } finally {
      server.restart();
    }
    assertThat(store.read(BlobName.of("config"))).asString().isEqualTo("x");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
