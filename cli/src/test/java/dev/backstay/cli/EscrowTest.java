package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class EscrowTest {
  @TempDir Path directory;
  private Shell shell;

  @BeforeEach
  void makeVault() throws IOException {
    shell = Shell.in(directory);
    shell.run("vault", "init").orFail();
  }

  @Test
  void aLostPasswordIsFoundInTheVault() throws IOException, InterruptedException {
    try (Recipient someone = Recipient.in(directory)) {
      // Given
      Path copy = directory.resolve("copy.asc");
      shell
          .run("vault", "escrow", someone.publicKey().toString(), "--out", copy.toString())
          .orFail();

      // When
      Path message = onlyFile(shell.vault().resolve("backstay/escrow"));
      String found = someone.decrypt(message);

      // Then
      assertThat(found).isEqualTo(Shell.PASSWORD);
      assertThat(copy).hasSameBinaryContentAs(message);
      shell.run("check", "--read-data").orFail();
    }
  }

  @Test
  void aNewMessageReplacesTheOldOne() throws IOException, InterruptedException {
    try (Recipient someone = Recipient.in(directory)) {
      // Given
      String key = someone.publicKey().toString();
      shell.run("vault", "escrow", key).orFail();

      // When
      shell.run("vault", "escrow", key).orFail();

      // Then
      assertThat(onlyFile(shell.vault().resolve("backstay/escrow"))).exists();
      Path next = shell.passwordFile("next", "battery staple");
      Told rotated =
          shell.run("vault", "keys", "rotate", "--new-password-file", next.toString()).orFail();
      assertThat(rotated.err()).contains("escrow");
    }
  }

  @Test
  void whatIsNoPublicKeyIsRefused() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "nothing");

    shell.run("vault", "escrow", text.toString()).isRefused(ErrorCode.ESCROW_INVALID);
    shell
        .run("vault", "escrow", directory.resolve("none").toString())
        .isRefused(ErrorCode.ESCROW_INVALID);
    assertThat(shell.vault().resolve("backstay")).doesNotExist();
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}
