package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.SmallDisk;
import dev.backstay.store.s3.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong around a vault: one message, its remedy, its status, and what is stored stays
 * whole.
 */
@Tag("system")
class BadInputTest {
  private static final int BYTES = 5 << 20;

  @TempDir Path directory;
  private Shell shell;
  private Path source;

  @BeforeEach
  void plant() throws IOException {
    shell = Shell.in(directory);
    source = Files.createDirectories(directory.resolve("source"));
    Files.writeString(source.resolve("list"), "a rope, a lamp, a map");
  }

  private Told program(String... args) throws IOException, InterruptedException {
    return new Program(directory, shell.environment()).run(args);
  }

  private void makeVaultWithBackup() {
    shell.run("vault", "init").orFail();
    shell.run("backup", "files", source.toString()).orFail();
  }

  private void growSource() throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(5).nextBytes(bytes);
    Files.write(source.resolve("large"), bytes);
  }

  /** The snapshot that was there before still is, and every byte of the vault is good. */
  private void nothingIsHarmed(Path vault) {
    shell.run("check", "--read-data", "--vault", vault.toString()).orFail();
    Told snapshots = shell.run("snapshots", "--vault", vault.toString()).orFail();
    assertThat(snapshots.out()).contains(source.toString());
    new ResticOracle(vault, directory.resolve("password")).check().orFail();
  }

  @Test
  void wrongPassword() throws IOException, InterruptedException {
    // Given
    makeVaultWithBackup();
    Path wrong = shell.passwordFile("wrong", "guess");

    // When
    Told told = program("snapshots", "--password-file", wrong.toString());

    // Then
    told.isRefused(ErrorCode.PASSWORD_WRONG);
    nothingIsHarmed(shell.vault());
  }

  @Test
  void missingPasswordFile() throws IOException, InterruptedException {
    // Given
    makeVaultWithBackup();

    // When
    Told told = program("snapshots", "--password-file", directory.resolve("none").toString());

    // Then
    told.isRefused(ErrorCode.SECRET_MISSING);
    shell
        .run("snapshots", "--password-file", shell.passwordFile("empty", "").toString())
        .isRefused(ErrorCode.PASSWORD_EMPTY);
    nothingIsHarmed(shell.vault());
  }

  @Test
  void missingVault() throws IOException, InterruptedException {
    // When
    Told told = program("snapshots");

    // Then
    told.isRefused(ErrorCode.VAULT_NOT_FOUND);
    assertThat(shell.vault()).doesNotExist();
    Files.createDirectory(shell.vault());
    shell.run("snapshots").isRefused(ErrorCode.VAULT_NOT_FOUND);
  }

  @Test
  void aVaultIsNotMadeOverAnother() throws IOException, InterruptedException {
    // Given
    makeVaultWithBackup();

    // When
    Told told = program("vault", "init");

    // Then
    told.isRefused(ErrorCode.VAULT_EXISTS);
    nothingIsHarmed(shell.vault());
  }

  @Test
  void missingKeyFiles() throws IOException, InterruptedException {
    // Given
    makeVaultWithBackup();
    Path keys = shell.vault().resolve("keys");
    Path saved = Files.move(keys, directory.resolve("saved"), StandardCopyOption.ATOMIC_MOVE);
    Files.createDirectory(keys);

    // When
    Told told = program("backup", "files", source.toString());

    // Then
    told.isRefused(ErrorCode.KEY_MISSING);
    Files.delete(keys);
    Files.move(saved, keys, StandardCopyOption.ATOMIC_MOVE);
    nothingIsHarmed(shell.vault());
  }

  @Test
  void truncatedPack() throws IOException, InterruptedException {
    // Given
    makeVaultWithBackup();
    Path replica = directory.resolve("replica");
    shell.run("vault", "copy", "--to", replica.toString()).orFail();
    VaultDamage.truncate(VaultDamage.anyPack(shell.vault()));

    // When
    Told told = program("check");

    // Then
    told.isRefused(ErrorCode.CHECK_FAILED);
    Told again = program("check", "--read-data");
    again.isRefused(ErrorCode.CHECK_FAILED);
    shell.run("repair", "--from", replica.toString()).orFail();
    nothingIsHarmed(shell.vault());
  }

  @Test
  void foreignFile() throws IOException, InterruptedException {
    // Given
    makeVaultWithBackup();
    Path foreign = Files.writeString(shell.vault().resolve("snapshots/notes.txt"), "mine");

    // When
    Told told = program("check");

    // Then
    told.isRefused(ErrorCode.FOREIGN_OBJECT);
    assertThat(told.err()).contains("snapshots/notes.txt");
    shell.run("snapshots").orFail();
    shell.run("backup", "files", source.toString()).orFail();
    assertThat(foreign).hasContent("mine");
    Files.delete(foreign);
    nothingIsHarmed(shell.vault());
  }

  @Test
  void unreachableBucket() throws IOException, InterruptedException {
    // Given
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    shell.with("AWS_ACCESS_KEY_ID", "id").with("AWS_SECRET_ACCESS_KEY", "secret");

    // When
    Told told = program("snapshots", "--vault", "s3:http://127.0.0.1:" + port + "/bucket/vault");

    // Then
    told.isRefused(ErrorCode.STORE_UNREACHABLE);
    assertThat(told.err()).contains("127.0.0.1:" + port);
  }

  @Test
  void wrongCredentialsOfABucket() throws Exception {
    // Given
    Path objects = Files.createDirectory(directory.resolve("objects"));
    try (S3Server server = S3Server.start(objects)) {
      shell
          .with("BACKSTAY_VAULT", server.location("vault").toString())
          .with("AWS_ACCESS_KEY_ID", server.keyId())
          .with("AWS_SECRET_ACCESS_KEY", server.secret().text());
      makeVaultWithBackup();

      // When
      Told told =
          new Program(directory, shell.with("AWS_SECRET_ACCESS_KEY", "wrong").environment())
              .run("backup", "files", source.toString());

      // Then
      told.isRefused(ErrorCode.STORE_DENIED);
      assertThat(told.out() + told.err()).doesNotContain("wrong", server.secret().text());
      shell.with("AWS_SECRET_ACCESS_KEY", server.secret().text());
      shell.run("check", "--read-data").orFail();
    }
  }

  @Test
  void missingBucket() throws Exception {
    // Given
    Path objects = Files.createDirectory(directory.resolve("objects"));
    try (S3Server server = S3Server.start(objects)) {
      shell
          .with("AWS_ACCESS_KEY_ID", server.keyId())
          .with("AWS_SECRET_ACCESS_KEY", server.secret().text());

      // When
      Told told = program("vault", "init", "--vault", "s3:" + server.endpoint() + "/nobody/vault");

      // Then
      told.isRefused(ErrorCode.STORE_NOT_FOUND);
    }
  }

  @Test
  void readOnlyDirectory() throws IOException, InterruptedException {
    // Given
    Path disk = Files.createDirectory(directory.resolve("disk"));
    try (SmallDisk small = SmallDisk.mount(disk)) {
      shell.with("BACKSTAY_VAULT", disk.resolve("vault").toString());
      makeVaultWithBackup();
      small.makeReadOnly();

      // When
      Told told = program("backup", "files", source.toString());

      // Then
      told.isRefused(ErrorCode.STORE_READ_ONLY);
      Path target = directory.resolve("target");
      shell.run("restore", "latest", "--target", target.toString(), "--verify").orFail();
      shell.run("check", "--read-data").orFail();
    }
  }

  @Test
  void fullDisk() throws IOException, InterruptedException {
    // Given
    Path disk = Files.createDirectory(directory.resolve("disk"));
    try (SmallDisk _ = SmallDisk.mount(disk)) {
      shell.with("BACKSTAY_VAULT", disk.resolve("vault").toString());
      makeVaultWithBackup();
      growSource();

      // When
      Told told = program("backup", "files", source.toString());

      // Then
      told.isRefused(ErrorCode.STORE_FULL);
      assertThat(disk.resolve("vault/locks")).isEmptyDirectory();
      nothingIsHarmed(disk.resolve("vault"));
    }
  }

  @Test
  void fullTarget() throws IOException, InterruptedException {
    // Given
    growSource();
    makeVaultWithBackup();
    Path disk = Files.createDirectory(directory.resolve("disk"));
    try (SmallDisk _ = SmallDisk.mount(disk)) {
      // When
      Told told = program("restore", "latest", "--target", disk.resolve("target").toString());

      // Then
      told.isRefused(ErrorCode.TARGET_FULL);
      nothingIsHarmed(shell.vault());
    }
  }

  @Test
  void clockSkew() {
    // Given
    makeVaultWithBackup();
    Instant nextYear = Instant.now().plus(Duration.ofDays(365));

    // When
    Told told =
        shell
            .at(InstantSource.offset(InstantSource.system(), Duration.ofDays(365)))
            .run("backup", "files", source.toString());

    // Then
    told.isRefused(ErrorCode.CLOCK_SKEW);
    assertThat(told.err()).contains(nextYear.toString().substring(0, 4));
    shell.at(InstantSource.system());
    nothingIsHarmed(shell.vault());
  }
}
