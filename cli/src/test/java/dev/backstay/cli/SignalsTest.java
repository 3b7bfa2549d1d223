package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("system")
class SignalsTest {
  private static final int BYTES = 20 << 20;

  /** Slow enough that the backup would take minutes. */
  private static final String SLOW = "256KiB";

  @TempDir Path directory;
  private Shell shell;
  private Path source;

  @BeforeEach
  void plant() throws IOException {
    shell = Shell.in(directory);
    source = Files.createDirectories(directory.resolve("source"));
    byte[] bytes = new byte[BYTES];
    new Random(3).nextBytes(bytes);
    Files.write(source.resolve("large"), bytes);
  }

  private Told interruptedBackup(String signal) throws IOException, InterruptedException {
    Program program = new Program(directory, shell.environment());
    try (Program.Running backup =
        program.start("backup", "files", source.toString(), "--json", "--limit-upload", SLOW)) {
      backup.awaitLine("\"progress\"");
      backup.signal(signal);
      return backup.end();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aBackupThatIsToldToEndLeavesInOrder(String signal, int status)
      throws IOException, InterruptedException {
    // Given
    shell.run("vault", "init").orFail();

    // When
    Told told = interruptedBackup(signal);

    // Then
    assertThat(told.status()).as("%s", told).isEqualTo(status);
    assertThat(told.errors()).as("%s", told).hasSize(1);
    assertThat(told.err()).endsWith("  " + ErrorCode.INTERRUPTED.remedy() + "\n");
    assertThat(shell.vault().resolve("locks")).isEmptyDirectory();
    assertThat(shell.run("snapshots").orFail().out()).isEmpty();
    shell.run("check", "--read-data").orFail();
    shell.run("backup", "files", source.toString()).orFail();
    new ResticOracle(shell.vault(), directory.resolve("password")).check().orFail();
  }

  @Test
  void noLockIsLeftInABucketEither() throws Exception {
    // Given
    Path objects = Files.createDirectory(directory.resolve("objects"));
    try (S3Server server = S3Server.start(objects)) {
      shell
          .with("BACKSTAY_VAULT", server.location("vault").toString())
          .with("AWS_ACCESS_KEY_ID", server.keyId())
          .with("AWS_SECRET_ACCESS_KEY", server.secret().text())
          .run("vault", "init")
          .orFail();

      // When
      Told told = interruptedBackup("INT");

      // Then
      assertThat(told.status()).as("%s", told).isEqualTo(ErrorCode.INTERRUPTED.exitStatus());
      try (Stream<Path> files = Files.walk(objects)) {
        assertThat(files.filter(Files::isRegularFile))
            .as("%s", told)
            .noneMatch(file -> file.toString().contains("/locks/"));
      }
      shell.run("check").orFail();
    }
  }
}
