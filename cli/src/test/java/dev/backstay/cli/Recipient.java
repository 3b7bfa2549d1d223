package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Someone with a key of their own in stock gpg; closing ends their agent. */
final class Recipient implements AutoCloseable {
  private static final String ADDRESS = "someone@example.org";

  private final Path home;

  private Recipient(Path home) {
    this.home = home;
  }

  static Recipient in(Path directory) throws IOException, InterruptedException {
    Path home =
        Files.createDirectory(
            directory.resolve("gnupg"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Recipient recipient = new Recipient(home);
    recipient.gpg("--quick-generate-key", ADDRESS, "future-default", "default", "never");
    return recipient;
  }

  /** The public key in a file, as a user would hand it over. */
  Path publicKey() throws IOException, InterruptedException {
    return Files.writeString(home.resolve("public.asc"), gpg("--armor", "--export", ADDRESS));
  }

  String decrypt(Path message) throws IOException, InterruptedException {
    return gpg("--decrypt", message.toString());
  }

  private String gpg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--yes", "--quiet"));
    command.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", ""));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile(home, "errors", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("GNUPGHOME", home.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, Files.readString(errors)).isZero();
    return out;
  }

  @Override
  public void close() throws IOException {
    try {
      run(List.of("gpgconf", "--kill", "all"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ending the agent", e);
    }
  }
}
